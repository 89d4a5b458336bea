#!/usr/bin/env python3
"""Looks into an archive, independently of the engine.

records.py FILE.bel EncryptedTally | Result        prints the first event's records of that type
"""
import io
import json
import sys
import tarfile

path, what = sys.argv[1:3]
events, order = [], []
data = open(path, 'rb').read()
with tarfile.open(fileobj=io.BytesIO(data + bytes(1024))) as tar:
    for member in tar:
        content = tar.extractfile(member).read()
        if member.name.endswith('.data.json'):
            order.append(content)
        elif member.name.endswith('.event.json'):
            events.append((json.loads(content), order))
            order = []


def records(kind):
    return [records for event, records in events if event['type'] == kind]


print('\n'.join(record.decode() for record in records(what)[0]))
