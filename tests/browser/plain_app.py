"""A server's application with the headers of ours and a page that shows what strangers say."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from pages.headers import Headers, policy

app = st.App(
    Path(__file__).with_name("plain_page.py"), middleware=[Middleware(Headers, policy=policy(""))]
)
