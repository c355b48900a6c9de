"""What makes a post clear, true and open to everybody: claims, tone, plain words, access.

It never decides on privacy. Nearly all of it is advice; a channel's policy may make it more, or less.
"""
