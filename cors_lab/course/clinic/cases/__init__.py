"""The 25 cases, by what is sick: the origins, the preflight, the answer, the call, a layer."""
