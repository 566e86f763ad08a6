"""Reads calls of fetch, axios, jQuery and XMLHttpRequest in JavaScript."""
