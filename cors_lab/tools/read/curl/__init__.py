"""Reads curl command lines as shells and DevTools write them."""
