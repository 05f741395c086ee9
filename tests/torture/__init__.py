"""What would break the inbox or a build, done to it: ``make torture``, or ``ONLY="kill slow"``.

A module a slice. Each runs the receiver as its operator does, on a disk and a
port of its own, or builds as an author does, and returns figures with their bars.
``TINY`` is the size in which tests/test_torture.py runs it, so that it cannot rot.
"""
