#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
"""What programs that are linked with the library were compiled with.

abidw of abigail-tools reads it from the library's debug information; here it is
one fact a line, sorted, so that a difference can be read: functions with the types
of what they take, members of structs with their place. Functions and members can
be added, and structs of arguments get longer; nothing else can change.

    library.py check  LIBRARY GOLDEN HEADER_DIR...
    library.py update LIBRARY GOLDEN HEADER_DIR...
"""
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET


class Types:
    """The types of an abidw file, by id, as C calls them."""

    def __init__(self, corpus):
        self.by_id = {}
        for tag in ('type-decl', 'pointer-type-def', 'qualified-type-def', 'class-decl',
                    'union-decl', 'enum-decl', 'typedef-decl', 'array-type-def',
                    'function-type', 'reference-type-def'):
            for node in corpus.iter(tag):
                # A declaration gives way to the whole.
                if node.get('id') and not (node.get('id') in self.by_id and
                                           node.get('is-declaration-only')):
                    self.by_id[node.get('id')] = node

    def name(self, type_id):
        node = self.by_id.get(type_id)
        if node is None:
            return '?'
        if node.tag == 'pointer-type-def':
            return self.name(node.get('type-id')) + ' *'
        if node.tag == 'qualified-type-def':
            const = 'const ' if node.get('const') == 'yes' else ''
            return const + self.name(node.get('type-id'))
        if node.tag == 'array-type-def':
            sizes = ''.join('[%s]' % r.get('length') for r in node.iter('subrange'))
            return self.name(node.get('type-id')) + sizes
        if node.tag == 'function-type':
            return 'function'
        kind = {'class-decl': 'struct ', 'union-decl': 'union ', 'enum-decl': 'enum '}
        return kind.get(node.tag, '') + node.get('name')


def facts(corpus):
    types = Types(corpus)
    symbols = {s.get('name'): f"{s.get('name')}@@{s.get('version')}" for s in corpus.iter('elf-symbol')}
    for node in corpus.iter('function-decl'):
        # Where a file only calls a function abidw may not tell of its symbol.
        if node.get('name') in symbols:
            taken = ', '.join(types.name(p.get('type-id')) for p in node.findall('parameter'))
            returned = types.name(node.find('return').get('type-id'))
            yield f"{symbols[node.get('name')]}: {returned} ({taken})"
    for node in corpus.iter('class-decl'):
        name = node.get('name')
        if node.get('is-declaration-only') or not name.startswith('ruapi_'):
            continue
        # What says by set how much of it there is may get longer.
        if 'set' not in [var.get('name') for var in node.iter('var-decl')]:
            yield f"struct {name}: {int(node.get('size-in-bits')) // 8} bytes"
        for member in node.findall('data-member'):
            at = int(member.get('layout-offset-in-bits', 0)) // 8
            var = member.find('var-decl')
            yield f"struct {name}: {var.get('name') or '(none)'} at {at}: {types.name(var.get('type-id'))}"


def abidw(library, headers):
    with tempfile.NamedTemporaryFile(suffix='.xml') as out:
        dirs = [word for name in headers for word in ('--headers-dir', name)]
        subprocess.run(['abidw', '--drop-private-types', '--no-show-locs', '--out-file', out.name]
                       + dirs + [library], check=True)
        return sorted(set(facts(ET.parse(out.name).getroot())))


def main():
    what, library, golden, *headers = sys.argv[1:]
    now = abidw(library, headers)
    try:
        with open(golden, encoding='ascii') as file:
            before = file.read().splitlines()
    except FileNotFoundError:
        before = []
    lost = [fact for fact in before if fact not in set(now)]
    new = [fact for fact in now if fact not in set(before)]
    for fact in lost:
        print('no longer true, programs would break:', fact)
    if not any(fact.startswith('ruapi_') for fact in now):
        sys.exit('library: abidw sees no function: has the library debug information?')
    if lost:
        sys.exit(1)
    if what == 'update':
        with open(golden, 'w', encoding='ascii') as file:
            file.write('\n'.join(now) + '\n')
    elif new:
        for fact in new:
            print('new:', fact)
        sys.exit('library: add these with the target abi-golden')


main()
