"""The glass: Qt Widgets, one folder a page. Turns codes into words and clicks into calls of ``app``.

Never enters here: network, SQL, waiting on the window's own thread.
"""

NAME = "Prikbord"  # the program's own name, the same in every language
