#!/usr/bin/env python3
"""Looks into an archive, independently of the engine.

records.py FILE.bel EncryptedTally | Result        prints the first event's records of that type
records.py FILE.bel checksums TEXT                 compares `compute-checksums` with the archive
records.py FILE.bel summary TEXT                   compares `compute-ballot-summary` with the archive
"""
import hashlib
import io
import json
import sys
import tarfile

path, what = sys.argv[1:3]
blob, events, order = {}, [], []
data = open(path, 'rb').read()
with tarfile.open(fileobj=io.BytesIO(data + bytes(1024))) as tar:
    for member in tar:
        content = tar.extractfile(member).read()
        if member.name.endswith('.data.json'):
            order.append(content)
        elif member.name.endswith('.event.json'):
            events.append((json.loads(content), order, content))
            order = []


def sha(content):
    return hashlib.sha256(content).hexdigest()


def records(kind):
    return [records for event, records, _ in events if event['type'] == kind]


def expect(name, ours, theirs):
    if ours != theirs:
        sys.exit(f'{name}: {ours} against {theirs}')


if what in ('EncryptedTally', 'Result'):
    print('\n'.join(record.decode() for record in records(what)[0]))
elif what == 'checksums':
    theirs = json.loads(sys.argv[3])
    setup = records('Setup')[0]
    expect('election', sha(setup[0]), theirs['election'])
    expect('public_credentials', sha(setup[2]), theirs['public_credentials'])
    expect('num_voters', len(json.loads(setup[2])), theirs['num_voters'])
    expect('encrypted_tally', sha(records('EncryptedTally')[0][0]), theirs['encrypted_tally'])
    expect('final', sha(events[-1][2]), theirs.get('final', sha(events[-1][2])))  # since 3.1
    expect('shuffles', [sha(r[0]) for r in records('Shuffle')], [s['checksum'] for s in theirs.get('shuffles', [])])
else:
    theirs = {entry['hash'] for entry in json.loads(sys.argv[3])}
    ballots = [record[0] for record in records('Ballot')]
    last = {json.loads(ballot)['credential']: sha(ballot) for ballot in ballots}
    if theirs not in (set(last.values()), {sha(ballot) for ballot in ballots}):
        sys.exit('the summary names other ballots')
