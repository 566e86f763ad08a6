"""Lesson 04: preflight or not?"""
