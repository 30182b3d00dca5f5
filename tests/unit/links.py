#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
"""What documents link to is there, headings included, and docs/README.md names all of docs.

    links.py SOURCE_DIR
"""
import os
import re
import sys

LINK = re.compile(r'\]\(([^)\s]+)\)')
SKIPPED = {'.git', 'strace'}


def documents(root):
    for folder, names, files in os.walk(root):
        names[:] = [n for n in names if n not in SKIPPED]
        for name in files:
            if name.endswith('.md') or name == 'README':
                yield os.path.join(folder, name)


def text_of(path):
    """The text without what is code."""
    with open(path, encoding='utf-8') as file:
        text = re.sub(r'^```.*?^```', '', file.read(), flags=re.M | re.S)
    return re.sub(r'`[^`\n]*`', lambda m: m.group().replace(']', ' '), text)


def anchors(path):
    """What GitHub calls the headings."""
    with open(path, encoding='utf-8') as file:
        heads = re.findall(r'^#+ +(.*?) *$', file.read(), flags=re.M)
    heads = [re.sub(r'\[([^]]*)\]\([^)]*\)', r'\1', h) for h in heads]
    return {re.sub(r'[^\w\- ]', '', h.lower()).replace(' ', '-') for h in heads}


def broken(path):
    for link in LINK.findall(text_of(path)):
        if re.match(r'[a-z]+:', link):
            continue
        name, _, anchor = link.partition('#')
        target = os.path.join(os.path.dirname(path), name) if name else path
        if not os.path.exists(target):
            yield link
        elif anchor and target.endswith('.md') and anchor not in anchors(target):
            yield link


def main():
    root = sys.argv[1]
    wrong = [(os.path.relpath(p, root), link) for p in documents(root) for link in broken(p)]
    for path, link in wrong:
        print(f'# {path}: there is no {link}')
    print('not ok' if wrong else 'ok', '1 - what documents link to is there')
    with open(os.path.join(root, 'docs/README.md'), encoding='utf-8') as file:
        index = file.read()
    missing = [n for n in sorted(os.listdir(os.path.join(root, 'docs')))
               if n != 'README.md' and f']({n}' not in index]
    for name in missing:
        print(f'# docs/README.md does not name {name}')
    print('not ok' if missing else 'ok', '2 - the index of docs names all of it')
    print('1..2')
    sys.exit(bool(wrong or missing))


main()
