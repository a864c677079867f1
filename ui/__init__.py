"""The glass: Qt Widgets, one folder a page. Turns codes into words and clicks into calls of ``app``.

Never enters here: network, SQL, waiting on the window's own thread.
"""

from ui.none_guard import keep_none_alive

keep_none_alive()
