"""One peer on one instance, in an environment of its own: solve.py PEER INSTANCE SECONDS prints its result as JSON."""

import json
import sys
import time

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

OPTIONS = 80


def by_pulp(covers, weights, seconds):
    import pulp

    problem = pulp.LpProblem("mclp", pulp.LpMaximize)
    x = [pulp.LpVariable(f"x{i}", cat="Binary") for i in range(covers.shape[0])]
    z = [pulp.LpVariable(f"z{j}", 0, 1) for j in range(covers.shape[1])]
    problem += pulp.lpSum(float(w) * one for w, one in zip(weights, z, strict=True))
    seen = csr_array(covers.T)
    for j, one in enumerate(z):
        problem += one <= pulp.lpSum(x[i] for i in seen.indices[seen.indptr[j] : seen.indptr[j + 1]])
    problem += pulp.lpSum(x) <= OPTIONS
    problem.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=1))
    return [i for i, one in enumerate(x) if (one.value() or 0) > 0.5], problem.sol_status == 1


def by_highs(covers, weights, seconds):
    import highspy

    m, n = covers.shape
    highs, lp = highspy.Highs(), highspy.HighsLp()
    for name, value in {"output_flag": False, "threads": 1, "time_limit": float(seconds), "mip_rel_gap": 0.0}.items():
        highs.setOptionValue(name, value)
    rows = csr_array(
        vstack([hstack([csr_array(covers.T), -eye_array(n)]), csr_array(np.r_[np.ones(m), np.zeros(n)][None])])
    )
    lp.num_col_, lp.num_row_ = m + n, n + 1
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.r_[np.zeros(m), weights], np.zeros(m + n), np.ones(m + n)
    lp.row_lower_, lp.row_upper_ = np.r_[np.zeros(n), -np.inf], np.r_[np.full(n, np.inf), OPTIONS]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.integrality_ = [highspy.HighsVarType.kInteger] * m + [highspy.HighsVarType.kContinuous] * n
    highs.passModel(lp)
    highs.run()
    x = np.array(highs.getSolution().col_value)[:m]
    return np.flatnonzero(x > 0.5).tolist(), highs.getModelStatus() == highspy.HighsModelStatus.kOptimal


def by_spopt(covers, weights, seconds):
    import pulp
    from spopt.locate import MCLP

    cost = 1.0 - covers.T.toarray()
    model = MCLP.from_cost_matrix(cost, np.asarray(weights), service_radius=0.5, p_facilities=OPTIONS)
    model = model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=1))
    chosen = [i for i, one in enumerate(model.fac_vars) if (one.value() or 0) > 0.5]
    return chosen, model.problem.sol_status == 1


def main():
    peer, instance, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    told = np.load(instance)
    shape = (len(told["indptr"]) - 1, len(told["weights"]))
    covers = csr_array((np.ones(len(told["indices"])), told["indices"], told["indptr"]), shape=shape)
    wall = time.perf_counter()
    chosen, proven = {"cbc": by_pulp, "highs": by_highs, "spopt": by_spopt}[peer](covers, told["weights"], seconds)
    value = float(told["weights"][np.asarray(covers[chosen].sum(axis=0)) > 0].sum()) if chosen else 0.0
    print(json.dumps({"value": value, "proven": bool(proven), "wall": time.perf_counter() - wall}))


main()
