"""What CORS middleware does in earnest: real libraries on loopback, asked by the simulated
browser.
"""
