"""CORS Lab: a simulated browser that tells the truth about CORS, real servers on loopback, and a course around them."""

from cors_lab.browser import Browser, Page
from cors_lab.policy import ECHO, Policy, PolicyFront
from cors_lab.result import Exchange, FetchError, FetchResult, Step
from cors_lab.serving import Server, serve

__all__ = ["ECHO", "Browser", "Exchange", "FetchError", "FetchResult", "Page", "Policy", "PolicyFront", "Server", "Step", "serve"]
