"""Times the library implicit on positives written by implicit.bench.mjs; prints a line of JSON for each measurement.

usage: implicit-peer.py FOLDER USERS ITEMS FACTORS THREADS
"""
import json
import sys
import time

import implicit
import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from scipy.sparse import csr_matrix

folder, (users, items, factors, threads) = sys.argv[1], map(int, sys.argv[2:6])
rows = np.fromfile(f"{folder}/users.i32", dtype=np.int32)
columns = np.fromfile(f"{folder}/items.i32", dtype=np.int32)
positives = csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(users, items))


def seconds(make, iterations):
    model = make(iterations)
    wall, cpu = time.perf_counter(), time.process_time()
    model.fit(positives, show_progress=False)
    return np.array([time.perf_counter() - wall, (time.process_time() - cpu) / threads])


def als(iterations):
    return AlternatingLeastSquares(
        factors=factors, iterations=iterations, num_threads=threads, random_state=1, use_gpu=False
    )


def bpr(iterations):
    return BayesianPersonalizedRanking(
        factors=factors, iterations=iterations, num_threads=threads, random_state=1, use_gpu=False
    )


for name, make in (("als", als), ("bpr", bpr)):
    # What three iterations take more than one.
    wall, cpu = (seconds(make, 3) - seconds(make, 1)) / 2
    print(json.dumps({"model": name, "version": implicit.__version__, "wall": wall, "cpu": cpu}), flush=True)
