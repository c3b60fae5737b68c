"""The console: pages for agents, supervisors and admins, and the streams that keep them fresh.

`app.create_console_app` and `streams.events_routes` are served side by side, over one `hub.EventHub`.
"""
