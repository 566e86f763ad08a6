"""The certificate: what was solved, with the answers in it, so that anyone can judge them again."""
