"""How a phone comes to trust the local certificate authority: the steps, and a page with its file."""

from __future__ import annotations

import html
import http.server
import threading
from pathlib import Path

STEPS = (
    (
        "安卓 Android",
        (
            "手机连同一个 Wi-Fi，用浏览器打开 {page}，点“下载证书”。 "
            "On the same Wi-Fi, open {page} and download the certificate.",
            "设置 → 安全 → 更多安全设置 → 加密与凭据 → 安装证书 → CA 证书 → 仍然安装，选下载的文件。 "
            "Settings → Security → Encryption & credentials → Install a certificate → CA certificate.",
            "用浏览器打开 {app}，菜单 → 添加到主屏幕。 Open {app}, then menu → Add to Home screen.",
        ),
    ),
    (
        "苹果 iPhone",
        (
            "手机连同一个 Wi-Fi，用 Safari 打开 {page}，点“下载证书”→ 允许。 "
            "On the same Wi-Fi, open {page} in Safari, download, allow.",
            "设置 → 已下载描述文件 → 安装。 Settings → Profile Downloaded → Install.",
            "设置 → 通用 → 关于本机 → 证书信任设置 → 打开“{name}”。 "
            "Settings → General → About → Certificate Trust Settings → switch on “{name}”.",
            "用 Safari 打开 {app}，分享 → 添加到主屏幕。 Open {app} in Safari, Share → Add to Home Screen.",
        ),
    ),
)
WARNING = (
    "核对指纹（SHA-256）再安装；试用完请从手机里删除这张证书。 "
    "Compare the SHA-256 fingerprint before installing; remove the certificate from the phone afterwards."
)


def steps_as_text(page: str, app: str, name: str, fingerprint: str) -> str:
    """The steps for the terminal."""
    lines = []
    for system, steps in STEPS:
        lines.append(f"  {system}")
        lines += [f"    {i}. {step.format(page=page, app=app, name=name)}" for i, step in enumerate(steps, 1)]
    return "\n".join([*lines, f"  {WARNING}", f"  SHA-256 {fingerprint}"])


def steps_as_page(page: str, app: str, name: str, fingerprint: str) -> bytes:
    """The same for the phone, with the link to the file."""
    parts = [
        "<!doctype html><html lang=zh-CN><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width,initial-scale=1'><title>网格通 · 信任证书</title>",
        "<body style='font:16px/1.6 sans-serif;max-width:40em;margin:1em auto;padding:0 1em'><h1>网格通</h1>",
        "<p><a href=/ca.crt style='font-size:1.3em'>下载证书 Download the certificate</a></p>",
    ]
    for system, steps in STEPS:
        filled = (html.escape(step.format(page=page, app=app, name=name)) for step in steps)
        parts.append(f"<h2>{system}</h2><ol>{''.join(f'<li>{step}</li>' for step in filled)}</ol>")
    parts.append(f"<p>{html.escape(WARNING)}</p><p style='word-break:break-all'>SHA-256 {fingerprint}</p>")
    parts.append(f"<p><a href='{html.escape(app)}'>{html.escape(app)}</a></p>")
    return "".join(parts).encode()


def serve(host: str, port: int, page: bytes, certificate: Path) -> None:
    """Answer `/` and `/ca.crt` on a thread while this process lives; OSError if the port is busy."""
    crt = certificate.read_bytes()

    class Handler(http.server.BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            kind, body = ("application/x-x509-ca-cert", crt) if self.path == "/ca.crt" else ("text/html", page)
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind == "text/html" else kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the terminal belongs to the supervisor."""

    server = http.server.ThreadingHTTPServer((host, port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
