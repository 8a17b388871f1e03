"""Writes reference-renderings.json: templates and what the reference's sandboxed Jinja makes of them, or the exception it raises."""

import asyncio
import json
import os
import sys

os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
from prefect.server.utilities.user_templates import TemplateRenderError, render_user_template  # noqa: E402

CONTEXT = {
    "n": 3, "f": 2.5, "whole": 2.0, "none": None, "yes": True, "text": "Hello World", "empty": "", "list": [3, 1, 2], "words": ["b", "A", "c"],
    "map": {"b": 1, "a": [1, "x", None, 1.5]}, "rows": [{"k": "x", "v": 2}, {"k": "y", "v": 1}], "html": "<a href='x'>&</a>", "umlaut": "ü€\U0001f6a2",
}  # fmt: skip

TEMPLATES = [
    "plain", "{{ n }}", "{{ f }} {{ whole }} {{ 1e20 }} {{ 1e-7 }}", "{{ none }} {{ yes }} {{ false }}", "{{ missing }}|{{ missing.deep.er }}|{{ none.x }}",
    "{{ list }} {{ map }} {{ (1, 'a') }} {{ (1,) }} {{ [] }}", "{{ text[0] }} {{ text[-1] }} {{ text[1:4] }} {{ list[::-1] }} {{ map['a'][1] }} {{ map.b }}",
    "{{ 1 + 2 * 3 ** 2 - 4 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 2 ** -1 }} {{ 1.0 + 1 }}", "{{ 'a' + 'b' }} {{ 'a' * 3 }} {{ 'a' ~ 1 ~ none }} {{ [1] + [2] }} {{ '%s-%d' % ('x', 3) }}",
    "{{ 1 < 2 < 3 }} {{ 1 == 1.0 }} {{ 'a' in text }} {{ 'H' in text }} {{ 3 not in list }} {{ 'b' in map }} {{ 'a' < 'b' }}", "{{ yes and n }} {{ empty or 'x' }} {{ not empty }} {{ n if yes else 0 }} {{ n if empty }}",
    "{% for x in list %}{{ loop.index }}:{{ x }}{% if not loop.last %},{% endif %}{% else %}none{% endfor %}", "{% for x in [] %}{% else %}none{% endfor %}", "{% for k, v in map.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for x in list if x > 1 %}{{ loop.index }}{{ x }}{{ loop.first }}{{ loop.length }}{% endfor %}", "{% for x in range(3) %}{{ x }}{% endfor %}", "{% for x in missing %}x{% endfor %}",
    "{% set x = 1 %}{% for i in list %}{% set x = i %}{% endfor %}{{ x }}", "{% set ns = namespace(t=0) %}{% for i in list %}{% set ns.t = ns.t + i %}{% endfor %}{{ ns.t }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}",
    "{% set x %}block {{ n }}{% endset %}{{ x | upper }}", "{% with a = 1, b = a %}{{ a }}{{ b }}{% endwith %}", "{% macro m(a, b='d') %}[{{ a }}{{ b }}{{ varargs }}]{% endmacro %}{{ m(1) }}{{ m(1, 2, 3) }}{{ m(b=1, a=2) }}",
    "{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}in{% endcall %}", "{% filter upper %}abc{% endfilter %}", "{% raw %}{{ x }}{% endraw %}", "a {%- if yes -%} b {%- endif -%} c", "{# comment #}x\n", "a\n{% if yes %}\nb\n{% endif %}\nc\n",
    "{{ text | lower }} {{ text | upper }} {{ 'hELLO wORLD' | title }} {{ 'hELLO' | capitalize }} {{ '  x ' | trim }}|", "{{ missing | default('d') }} {{ empty | default('d') }} {{ empty | default('d', true) }} {{ none | d('x') }}",
    "{{ list | sort }} {{ words | sort }} {{ words | sort(reverse=true) }} {{ rows | sort(attribute='v') | map(attribute='k') | list }}", "{{ list | join('-') }} {{ rows | join(',', attribute='k') }} {{ list | first }} {{ list | last }} {{ list | length }} {{ list | sum }}",
    "{{ list | max }} {{ list | min }} {{ [1, 1, 2] | unique | list }} {{ list | reverse | list }} {{ 'abc' | reverse }}", "{{ 2.567 | round(1) }} {{ 2.5 | round }} {{ 3.5 | round }} {{ 2.1 | round(0, 'ceil') }} {{ 7 | round }}", "{{ '12' | int }} {{ 'x' | int }} {{ 'x' | int(5) }} {{ 3.9 | int }} {{ '1.5' | float }} {{ 'x' | float }}",
    "{{ map | tojson }} {{ text | tojson }} {{ none | tojson }} {{ yes | tojson }} {{ whole | tojson }} {{ umlaut | tojson }} {{ html | tojson }}", "{{ map | tojson(indent=2) }}", "{{ rows | selectattr('v', 'gt', 1) | map(attribute='k') | list }} {{ list | select('odd') | list }} {{ list | reject('odd') | list }}",
    "{{ words | map('upper') | join }} {{ html | e }} {{ html | striptags }} {{ 'a b/c?' | urlencode }} {{ 'a b c' | wordcount }}", "{{ 'one two three four' | truncate(9, leeway=0) }} {{ 'one two three' | truncate(8, true, '..', 0) }} {{ 'ab' | center(6) }}|", "{{ 'a\nb\n\nc' | indent(2) }} {{ 'a\nb' | indent(2, true) }}",
    "{{ map | dictsort }} {{ map | items | list }} {{ 'a-b' | replace('-', '+') }} {{ 5 | abs }} {{ -5 | abs }} {{ 3 | string }}", "{{ n is defined }} {{ missing is defined }} {{ missing is undefined }} {{ none is none }} {{ n is odd }} {{ n is divisibleby 3 }} {{ n is number }} {{ text is string }} {{ list is sequence }} {{ map is mapping }} {{ n is eq 3 }} {{ n is gt(2) }} {{ n is not even }} {{ 1 is in list }}",
    "{{ text.upper() }} {{ text.split() }} {{ text.replace('l', 'L') }} {{ text.startswith('He') }} {{ 'x-y'.split('-') }} {{ ', '.join(words) }} {{ text.find('W') }} {{ ' a '.strip() }}", "{{ map.get('z', 5) }} {{ map.keys() | list }} {{ map.values() | list }}", "{{ 'it\\'s' }} {{ 'a\\nb' }} {{ \"q\" }} {{ ['it\\'s', 'a\\nb', 'ü'] }}",
    "{{ umlaut | length }} {{ umlaut[1] }} {{ umlaut | upper }}", "{{ 'see flow-run/11111111-2222-3333-4444-555555555555 x' | upper }}", "{{ text.__class__ }} {{ list.append }} {{ map['__class__'] }}",
    "{% for k, items in rows + [{'k': 'x', 'v': 5}] | list | groupby('k') %}{{ k }}{{ items | length }}{% endfor %}", "{% for k, items in rows | groupby('k') %}{{ k }}{{ items | map(attribute='v') | list }}{% endfor %}", "{% for row in list | batch(2, 0) %}{{ row }}{% endfor %}", "{{ '%s of %d' | format('a', 3) }}", "{{ text | list | batch(4) | list }}",
    # Failing.
    "{{ missing + 1 }}", "{{ none + 1 }}", "{{ 1 / 0 }}", "{{ 'a' + 1 }}", "{{ n | nothing }}", "{{ n is nothing }}", "{{ nothing() }}", "{{ n() }}", "{% for x in n %}{% endfor %}", "{{ 1 < 'a' }}", "{% for i in range(200) %}{% endfor %}", "{% set a, b = [1] %}",
]  # fmt: skip


async def main() -> None:
    recorded = []
    for template in TEMPLATES:
        try:
            outcome = {"text": await render_user_template(template, CONTEXT)}
        except TemplateRenderError as error:
            outcome = {"error": type(error.error).__name__}
        recorded.append({"template": template, **outcome})
    lines = [json.dumps(each, ensure_ascii=False) for each in recorded]
    sys.stdout.write('{"context": ' + json.dumps(CONTEXT, ensure_ascii=False) + ',\n"renderings": [\n' + ",\n".join(lines) + "\n]}\n")


asyncio.run(main())
