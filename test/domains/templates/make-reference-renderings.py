"""Writes reference-renderings.json: templates and what the reference's sandboxed Jinja makes of them, or the exception it raises."""

import asyncio
import json
import os
import sys
from datetime import datetime, timedelta, timezone

os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
from prefect.server.utilities.user_templates import TemplateRenderError, render_user_template  # noqa: E402

CONTEXT = {
    "n": 3, "f": 2.5, "whole": 2.0, "none": None, "yes": True, "text": "Hello World", "empty": "", "list": [3, 1, 2], "words": ["b", "A", "c"],
    "at": {"minutes": -300, "hours": -11000, "ahead": 7300, "days": -270000, "now": 0, "yesterday": -86400, "tomorrow": 86400, "old": "2020-01-05T03:04:05Z"},
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
    "{{ [0, 1, 999, 1000, 123456, 1234567890, 10 ** 15, 5 * 10 ** 15] | map('filesizeformat') | list }} {{ 1536 | filesizeformat(true) }} {{ '2048' | filesizeformat(binary=true) }} {{ 1.0 | filesizeformat }}",
    "{{ map | pprint }}", "{{ {'key': 'a long text that goes on and on until it does not fit into a line of eighty characters', 'list': range(40) | list, 'b': {'c': [text] * 12}} | pprint }}", "{{ 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen' | pprint }} {{ (1, 2) | pprint }} {{ [text] | pprint }}", "{{ ('abc ' * 40) | pprint }}", "{{ [('long ' * 30), 'x'] | pprint }}",
    "{{ range(10) | slice(3) | list }} {{ range(10) | slice(3, 'x') | list }} {{ [] | slice(2) | list }} {{ [1] | slice(3, 0) | list }}", "{{ [5] | random }} {{ 'x' | random }} {{ [] | random }}",
    "{{ 'the quick brown fox jumps over the lazy dog' | wordwrap(10) }}", "{{ 'a verylongwordthatdoesnotfit end' | wordwrap(8) }} {{ 'a verylongwordthatdoesnotfit end' | wordwrap(8, false) }}", "{{ 'well-known half-hearted e-mail a-b ab-cd-ef x--y' | wordwrap(7) }} {{ 'well-known words' | wordwrap(7, break_on_hyphens=false) }}", "{{ 'first line\nsecond  line here' | wordwrap(9, wrapstring='|') }}", "{{ 'x' | wordwrap(0) }}",
    "{{ 'see http://example.com/a?b=1 and www.example.org, (https://x.com/a_(b)) or me@example.com.' | urlize }}", "{{ 'https://example.com/a/very/long/path <b>example.net</b>' | urlize(15, true, target='_blank') }}", "{{ 'mailto:a@b.co tel:123 x@y foo.com http://127.0.0.1:80/ http://[::1]/' | urlize(extra_schemes=['tel:']) }}", "{{ 'ftp://a.b @name a@b' | urlize(rel='me') }}",
    "{{ {'class': 'a b', 'id': none, 'x': 1, 'y': '<'} | xmlattr }} {{ {} | xmlattr }}|{{ {'a': 1} | xmlattr(false) }}", "{{ {'a b': 1} | xmlattr }}",
    "{{ [0, 1, 2, 3, 4, 11, 12, 13, 21, 101, 112, -1, -11, 3.7, '22', 'x', none, '1.5'] | map('humanize_ordinal') | list }}",
    "{{ [0, 999, 1000, 1234567, -1234567, 1234567.25, 1e20, '1234567', '1234.5', 'x', none, 2.0, true] | map('humanize_intcomma') | list }} {{ 14308.40 | humanize_intcomma(1) }} {{ 1234 | humanize_intcomma(2) }} {{ 0.125 | humanize_intcomma(2) }} {{ '12,345' | humanize_intcomma }}",
    "{{ [0, 100, 999, 1000, 12400, 999999, 1000000, 1200000000, 999950, 8100000000000000, 1e35, 1e101, -1500000, 'x', none, '1500000'] | map('humanize_intword') | list }} {{ 1234000 | humanize_intword('%0.3f') }} {{ 1234567 | humanize_intword('%d') }}",
    "{{ [0, 5, 9, 10, '7', 'foo', none, -3, 2.9] | map('humanize_apnumber') | list }}", "{{ [0.3, 1.3, 0.333333, 1, 2.9999999, -1.3, -0.5, 'x', none, 0, 12.125, 3.14159265, '0.75', 1000000.001] | map('humanize_fractional') | list }}",
    "{{ [0.3, 500, -1000, 1000, 99, 'foo', none, 0, 1e-7, 12.25, 0.125] | map('humanize_scientific') | list }} {{ 1000 | humanize_scientific(1) }} {{ 1000 | humanize_scientific(0) }}",
    "{{ 123.456 | humanize_clamp }} {{ 0.0001 | humanize_clamp(floor=0.01) }} {{ 0.99 | humanize_clamp(format='{:.0%}', ceil=0.99) }} {{ 0.999 | humanize_clamp(format='{:.0%}', ceil=0.99) }} {{ none | humanize_clamp }} {{ 5 | humanize_clamp(ceil=3, ceil_token='over ') }} {{ 1234567 | humanize_clamp(format='{:,}') }} {{ 2.5 | humanize_clamp(format='{:.0f} x') }}",
    "{{ 1500 | humanize_metric('V') }} {{ 2e8 | humanize_metric('W') }} {{ 220e-6 | humanize_metric('F') }} {{ 1e-14 | humanize_metric(precision=4) }} {{ 1e40 | humanize_metric }} {{ 9.999 | humanize_metric }} {{ 0 | humanize_metric('m') }} {{ 999.9 | humanize_metric('m') }} {{ 45 | humanize_metric('°') }} {{ 0.05 | humanize_metric }} {{ -1234 | humanize_metric }}",
    "{{ [0, 1, -1, 300, 999, 1000, 3000, 3000000, 999999, 1e28, -4096] | map('humanize_naturalsize') | list }} {{ 3000 | humanize_naturalsize(false, true) }} {{ 300 | humanize_naturalsize(gnu=true) }} {{ 3000 | humanize_naturalsize(true) }} {{ '3000' | humanize_naturalsize(format='%.3f') }}", "{{ 'x' | humanize_naturalsize }}",
    "{{ [0, 0.4, 1, 2, 59, 60, 89, 90, 150, 3599, 3600, 5400, 9000, 86399, 86400, 172800, 864000, 2592000, 5184000, 30000000, 31536000, 34128000, 40000000, 60000000, 94608000, 1e11, -5, 'x', none, '90', '1.5', true] | map('humanize_naturaldelta') | list }}", "{{ 864000 | humanize_naturaldelta(false) }} {{ 5184000 | humanize_naturaldelta(months=false) }} {{ 0.5 | humanize_naturaldelta(minimum_unit='milliseconds') }} {{ 0.0004 | humanize_naturaldelta(minimum_unit='microseconds') }} {{ 0.01 | humanize_naturaldelta(minimum_unit='microseconds') }} {{ 40000000 | humanize_naturaldelta(false) }}", "{{ 1 | humanize_naturaldelta(minimum_unit='days') }}", "{{ 1 | humanize_naturaldelta(minimum_unit='ages') }}", "{{ 1e15 | humanize_naturaldelta }}",
    "{{ [0, 0.4, 1, 90, 4000, 100000, 40000000, 'x', none] | map('humanize_naturaltime') | list }} {{ 90 | humanize_naturaltime(true) }} {{ -90 | humanize_naturaltime }} {{ 2.5 | humanize_naturaltime }} {{ 3.5 | humanize_naturaltime }}",
    "{{ [0, 1, 59.999, 60, 3633.123, 90061.5, 176433.123, 2678400, 31536000, 40000000, 0.0015, 1e10, 'x', none, 1.5] | map('humanize_precisedelta') | list }}", "{{ 176433.123 | humanize_precisedelta(format='%0.4f') }} {{ 176433.123 | humanize_precisedelta('microseconds') }} {{ 176433.123 | humanize_precisedelta(suppress=['days']) }} {{ 90.0001 | humanize_precisedelta(suppress=['seconds', 'milliseconds', 'microseconds']) }} {{ 1 | humanize_precisedelta('minutes') }} {{ 0.1 | humanize_precisedelta('minutes') }} {{ 3599.9 | humanize_precisedelta('minutes', format='%0.0f') }} {{ 40000000 | humanize_precisedelta('years') }} {{ 3661 | humanize_precisedelta('hours', format='%d') }} {{ 4e7 | humanize_precisedelta('months') }}",
    "{{ at.minutes | humanize_naturaltime }} {{ at.hours | humanize_naturaltime }} {{ at.ahead | humanize_naturaltime }} {{ at.days | humanize_naturaltime }} {{ at.now | humanize_naturaltime }} {{ at.minutes | humanize_naturaltime(when=at.hours) }}", "{{ at.now | humanize_naturalday }} {{ at.yesterday | humanize_naturalday }} {{ at.tomorrow | humanize_naturalday }} {{ at.old | humanize_naturaldate }} {{ at.now | humanize_naturaldate }} {{ at.old | humanize_naturalday }} {{ 'x' | humanize_naturalday }} {{ 5 | humanize_naturaldate }}", "{{ at.now | humanize_precisedelta }}",
    "{{ 1 | humanize_thousands_separator }}{{ 1 | humanize_decimal_separator }}",
    "{{ [5, -5, 2.5, -2.5, 0, true] | map('humanize_abs_timedelta') | list }}", "{{ 'x' | humanize_abs_timedelta }}", "{{ none | humanize_abs_timedelta }}", "{{ missing | humanize_abs_timedelta }}", "{{ [1] | humanize_abs_timedelta }}",
    "{% for x in [0, 1, -1, 59, 90, 3600, 86400, 172800, -90061, 1e9, 2.5, 3.5, -0.4, true] %}{{ (x | humanize_date_and_delta)[1] }};{% endfor %}", "{{ ([90, 86400, -5, 0, 1e10] | map('humanize_date_and_delta') | map(attribute=1) | list) }}",
    "{{ 'x' | humanize_date_and_delta }} {{ none | humanize_date_and_delta }} {{ [1, 'a'] | humanize_date_and_delta }} {{ text | humanize_date_and_delta }}", "{{ missing | humanize_date_and_delta }}", "{{ at.now | humanize_date_and_delta }}", "{{ 5 | humanize_date_and_delta(1) }}", "{{ 5 | humanize_date_and_delta(now=1) }}", "{{ 1e15 | humanize_date_and_delta }}", "{{ 1e300 * 1e300 | humanize_date_and_delta }}", "{{ ((1e300 * 1e300) - (1e300 * 1e300)) | humanize_date_and_delta }}",
    "{% set d = (90061.6 | humanize_date_and_delta)[1] %}{{ d }} {{ d.days }} {{ d.seconds }} {{ d.microseconds }} {{ d.total_seconds() }} {{ -d }} {{ (-d).days }} {{ (-d).seconds }} {{ d | humanize_naturaldelta }} {{ d | humanize_precisedelta }} {{ d | humanize_naturaltime }} {{ -d | humanize_naturaltime }} {{ (-d) | humanize_naturaltime }} {{ (-d) | humanize_abs_timedelta }} {{ [d, -d] }} {{ d.nothing }}",
    "{% set d = (90 | humanize_date_and_delta)[1] %}{{ d + d }} {{ d - d }} {{ d * 2 }} {{ 3 * d }} {{ d * 0.3333333 }} {{ d / 7 }} {{ d // 7 }} {{ d / d }} {{ d // (d / 2) }} {{ d % (d / 4 + d / 16) }} {{ d / 2.5 }} {{ d * -1.5 }} {{ d == d * 1 }} {{ d > d / 2 }} {{ d < -d }} {{ 'yes' if d - d else 'no' }} {{ 'yes' if d else 'no' }} {{ d is number }} {{ [d, -d, d / 2] | sort | first }}",
    "{% set d = (90 | humanize_date_and_delta)[1] %}{{ d + 1 }}", "{% set d = (90 | humanize_date_and_delta)[1] %}{{ d * d }}", "{% set d = (90 | humanize_date_and_delta)[1] %}{{ d / 0 }}", "{% set d = (90 | humanize_date_and_delta)[1] %}{{ d < 1 }}", "{% set d = (90 | humanize_date_and_delta)[1] %}{{ d | tojson }}", "{% set d = (90 | humanize_date_and_delta)[1] %}{{ d * 1e15 }}", "{% set d = (90 | humanize_date_and_delta)[1] %}{{ 1 - d }}", "{% set d = (90 | humanize_date_and_delta)[1] %}{{ d // 2.5 }}",
    "{{ (100 | humanize_date_and_delta)[0] | humanize_naturaltime }} {{ (-7300 | humanize_date_and_delta)[0] | humanize_naturaltime }} {{ ((100 | humanize_date_and_delta)[0] | humanize_date_and_delta)[1] | humanize_naturaldelta }} {{ (90 | humanize_date_and_delta)[0] == at.minutes }}", "{{ (90 | humanize_date_and_delta)[0] - at.now }}", "{{ (90 | humanize_date_and_delta)[0] < at.now }}",
    "{{ (90 | humanize_date_and_delta)[0] | tojson }}", "{{ at.old - at.old }} {{ at.tomorrow - at.now | humanize_abs_timedelta }}", "{{ (at.old - (at.old - (90 | humanize_date_and_delta)[1])) }} {{ at.old + (90 | humanize_date_and_delta)[1] }} {{ (90 | humanize_date_and_delta)[1] + at.old }} {{ at.old - (1e9 | humanize_date_and_delta)[1] }}", "{{ at.old + at.old }}", "{{ at.old - 5 }}", "{{ at.old * 2 }}", "{{ (at.old - at.minutes) | humanize_abs_timedelta > (at.minutes - at.minutes) }}",
    "{% set t = 'en_GB' | humanize_activate %}{{ 1234 | humanize_intcomma }} {{ none | humanize_deactivate }} {{ 1 | humanize_deactivate }}{% set u = none | humanize_activate %}", "{{ 'xx_YY' | humanize_activate }}", "{{ 5 | humanize_activate }}", "{{ 'en' | humanize_activate is defined }}", "{{ 'humanize_activate' is filter }} {{ 'humanize_deactivate' is filter }} {{ 'humanize_abs_timedelta' is filter }} {{ 'humanize_date_and_delta' is filter }}",
    "{{ '%5.1f|%-5d|%05d|%+d|%x|%X|%o|%e|%g|%s|%r|%c|%%|%.2s' | format(2.25, 3, -42, 7, 255, 255, 8, 12345.678, 0.00001, none, 'a', 'z', 'abc') }}", "{{ '%(a)s-%(b)03d' % {'a': 1, 'b': 2} }} {{ '%s' % text }} {{ '%s %s' % (1, 2) }}", "{{ '%d' % 'x' }}", "{{ '%s %s' % 1 }}", "{{ '%s' % (1, 2) }}", "{{ '%y' % 1 }}", "{{ '%.0f %.0f %.0f %.1f %.2f' | format(0.5, 1.5, 2.5, 0.25, 2.675) }}",
    "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.reset() or '' }}{{ c.current }}", "{% set j = joiner('|') %}{% for x in list %}{{ j() }}{{ x }}{% endfor %}", "{{ cycler() }}", "{{ lipsum(0) }}{{ lipsum(2, false, 5, 6) | wordcount }}", "{{ dict(a=1, b=2) }} {{ dict([('a', 1)], c=3) }} {{ dict({'x': 1}) }}", "{{ namespace({'a': 1}, b=2).a }}",
    "{{ 'upper' is filter }} {{ 'nothing' is filter }} {{ 'odd' is test }} {{ 'upper' is test }} {{ '==' is test }} {{ text is escaped }} {{ 'humanize_metric' is filter }}",
    # Failing.
    "{{ missing + 1 }}", "{{ none + 1 }}", "{{ 1 / 0 }}", "{{ 'a' + 1 }}", "{{ n | nothing }}", "{{ n is nothing }}", "{{ nothing() }}", "{{ n() }}", "{% for x in n %}{% endfor %}", "{{ 1 < 'a' }}", "{% for i in range(200) %}{% endfor %}", "{% set a, b = [1] %}",
]  # fmt: skip


def moment(given: object) -> datetime:
    return datetime.fromisoformat(given) if isinstance(given, str) else datetime.now(timezone.utc) + timedelta(seconds=given)


async def main() -> None:
    recorded = []
    for template in TEMPLATES:
        try:
            moments = {name: moment(given) for name, given in CONTEXT["at"].items()}
            outcome = {"text": await render_user_template(template, {**CONTEXT, "at": moments})}
        except TemplateRenderError as error:
            outcome = {"error": type(error.error).__name__}
        recorded.append({"template": template, **outcome})
    lines = [json.dumps(each, ensure_ascii=False) for each in recorded]
    sys.stdout.write('{"context": ' + json.dumps(CONTEXT, ensure_ascii=False) + ',\n"renderings": [\n' + ",\n".join(lines) + "\n]}\n")


asyncio.run(main())
