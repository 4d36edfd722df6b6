"""The peer of `figures/typeset.py`: HTML comes in, one JSON text a line; processor seconds of its PDF/A-2b go out.

Warm as ours is: the font and its configuration are made once.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

STYLE = """
@font-face {{ font-family: body; src: url({fonts}/fandol/FandolFang-Regular.otf) }}
@font-face {{ font-family: digits; src: url({fonts}/fandol/FandolSong-Regular.otf); unicode-range: U+30-39, U+2014 }}
@font-face {{ font-family: title; src: url({fonts}/noto-serif-sc/NotoSerifSC_700Bold.ttf) }}
@page {{ size: A4; margin: 37mm 26mm 35mm 28mm }}
@page :right {{ @bottom-right {{ content: '— ' counter(page) ' —'; font: 14pt digits }} }}
@page :left {{ @bottom-left {{ content: '— ' counter(page) ' —'; font: 14pt digits }} }}
body {{ margin: 0; font: 16pt/29pt digits, body; letter-spacing: -0.23pt; text-align: justify }}
.mark {{ margin: 35mm 0 20mm; font: 54pt/60pt title; color: #e60012; text-align: center }}
.number {{ text-align: center; padding-bottom: 4mm; border-bottom: 0.7mm solid #e60012 }}
h1 {{ margin: 58pt 0 29pt; font: 22pt/35pt title; text-align: center }}
p {{ margin: 0; text-indent: 2em }}
.to {{ text-indent: 0 }}
.signed {{ margin: 58pt 64pt 0 0; text-align: right; break-inside: avoid; break-before: avoid }}
"""


def main() -> None:
    fonts = FontConfiguration()
    style = CSS(string=STYLE.format(fonts=Path(sys.argv[1]).as_uri()), font_config=fonts)
    for line in sys.stdin:
        html = HTML(string=json.loads(line))
        begun = time.process_time()
        rendered = html.render(font_config=fonts, stylesheets=[style])
        rendered.write_pdf(pdf_variant="pdf/a-2b")
        print(json.dumps([time.process_time() - begun, len(rendered.pages)]), flush=True)


if __name__ == "__main__":
    main()
