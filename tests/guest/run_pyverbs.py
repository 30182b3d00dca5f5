#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
"""Runs rdma-core's own tests and says how each ended, on a line of its own:
TEST, a tab, and ok, skipped, failed or "succeeds where it should not", with the
reason.

usage: run_pyverbs.py TESTS-FOLDER DEVICE PORT
"""
import os
import sys
import unittest
import warnings


class Results(unittest.TestResult):
    """Says what becomes of a test at once, as a program that dies says no more."""

    @staticmethod
    def say(test, outcome, why=''):
        name = test.id().removeprefix('tests.')
        print(name, f'{outcome} {why}'.strip(), sep='\t', flush=True)

    @staticmethod
    def reason(err):
        lines = str(err[1]).splitlines() or [err[0].__name__]
        return lines[0]

    def addSuccess(self, test):
        self.say(test, 'ok')

    def addSkip(self, test, reason):
        self.say(test, 'skipped', reason)

    def addError(self, test, err):
        self.say(test, 'failed', self.reason(err))

    def addFailure(self, test, err):
        self.say(test, 'failed', self.reason(err))

    def addSubTest(self, test, subtest, err):
        if err:
            self.say(subtest, 'failed', self.reason(err))

    def addExpectedFailure(self, test, err):
        self.say(test, 'ok')

    def addUnexpectedSuccess(self, test):
        self.say(test, 'succeeds where it should not')


def shorten():
    """XRC's traffic is a thousand messages each way on two QPs, all others' are ten."""
    traffic = sys.modules['tests.utils'].xrc_traffic

    def short(client, server, *args, **kwargs):
        client.num_msgs = server.num_msgs = 50
        traffic(client, server, *args, **kwargs)

    for module in sys.modules.values():
        if getattr(module, 'xrc_traffic', None) is traffic:
            module.xrc_traffic = short


def main():
    folder, device, port = sys.argv[1:4]
    sys.argv[1:] = ['--dev', device, '--port', port]
    # The tests find each other both ways.
    sys.path[:0] = [folder, os.path.dirname(folder)]
    warnings.simplefilter('ignore')
    from args_parser import parser
    parser.parse_args()
    tests = __import__('tests')
    sys.modules['tests.args_parser'] = sys.modules['args_parser']
    shorten()
    suite = unittest.TestLoader().loadTestsFromModule(tests)
    suite.run(Results())


main()
