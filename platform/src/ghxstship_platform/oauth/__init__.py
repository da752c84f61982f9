"""OAuth 2.0 (playbook "OAuth 2.0 Flow", contract §4): applications, grants, codes, tokens, devices.

Everything here is a plain function over a transaction or a reader; `web/oauth` speaks HTTP.
"""
