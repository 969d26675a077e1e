"""Classes of Boolean functions under negation and permutation of inputs and negation of the output (NPN)."""

from collections.abc import Iterator
from itertools import permutations, product
from math import factorial

import numpy as np

from arntp.atlas.tables import check_inputs, complement, flip, points, projection, swap, word

CHUNK = 2**16  # tables that one pass over the group holds: they stay in the processor's cache


def order(n: int) -> int:
    return 2 ** (n + 1) * factorial(n)


def images(tables: np.ndarray, n: int) -> Iterator[np.ndarray]:
    """Every image of tables (K,) under 2^n n! permutations and negations of inputs, each image once; not the output's."""
    arrangement = list(range(n))
    for target in permutations(range(n)):
        for place in range(n):
            if (other := arrangement.index(target[place])) != place:
                arrangement[place], arrangement[other] = arrangement[other], arrangement[place]
                tables = swap(tables, place, other, n)
        for count in range(1, 2**n + 1):
            tables = flip(tables, min((count & -count).bit_length() - 1, n - 1), n)
            yield tables


def canonical(tables: np.ndarray, n: int) -> np.ndarray:
    tables = np.asarray(tables, dtype=word(n))
    least = np.empty_like(tables)
    for start in range(0, len(tables), CHUNK):
        part = tables[start : start + CHUNK]
        best = np.minimum(part, complement(part, n))
        for image in images(part, n):
            np.minimum(best, image, out=best)
            np.minimum(best, complement(image, n), out=best)
        least[start : start + CHUNK] = best
    return least

def orbits(tables, n):
    tables = np.asarray(tables, dtype=word(n))
    size = np.empty(len(tables), dtype=np.int64)
    for start in range(0, len(tables), CHUNK):
        part = tables[start : start + CHUNK]
        st = np.zeros(len(part),np.int64); c=complement(part,n)
        for image in images(part, n):
            st += image==part
            st += image==c
        size[start:start+CHUNK]=order(n)//st
    return size

def class_count(n):
    x = points(n); powers = 2 ** np.arange(n)
    total = 0
    for p in permutations(range(n)):
        for mask in range(2**n):
            to = (x[:, p] @ powers) ^ mask
            seen=set(); cyc=[]
            for s in range(2**n):
                if s in seen: continue
                l=0
                while s not in seen:
                    seen.add(s); s=int(to[s]); l+=1
                cyc.append(l)
            total += 2**len(cyc) + (2**len(cyc) if all(l%2==0 for l in cyc) else 0)
    return total // order(n)

def semi(tables, n):
    """image that's roughly normalised"""
    tables = np.asarray(tables, dtype=word(n)).copy()
    half = 2**(n-1)
    tables = np.where(np.bitwise_count(tables) > half, complement(tables,n), tables)
    ones = np.bitwise_count(tables)
    for i in range(n):
        c = np.bitwise_count(tables & np.array(projection(i,n),word(n)))
        tables = np.where(2*c > ones, flip(tables,i,n), tables)
    for stop in range(n-1,0,-1):
        for i in range(stop):
            a = np.bitwise_count(tables & np.array(projection(i,n),word(n)))
            b = np.bitwise_count(tables & np.array(projection(i+1,n),word(n)))
            tables = np.where(a > b, swap(tables,i,i+1,n), tables)
    return tables
