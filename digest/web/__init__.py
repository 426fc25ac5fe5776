"""The pages and the machine's doors: the desk, the archive, the API, health and metrics.

`app` puts the application together. The readers' own pages belong to `subscribers` and are mounted as they come.
"""
