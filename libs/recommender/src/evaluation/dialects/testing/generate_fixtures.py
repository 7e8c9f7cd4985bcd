"""Numbers of the reference implementations on made-up data, for dialects.parity.spec.ts.

Two environments, since their requirements differ (versions are written into the files):
  pip install "evidently>=0.7,<0.8" "pandas<3" &&  python generate_fixtures.py evidently > evidently.fixture.json
                                     &&  python generate_fixtures.py evidently_bias > evidently-bias.fixture.json
  pip install recommenders           &&  python generate_fixtures.py recommenders > recommenders.fixture.json
  pip install --no-deps recbole, with numpy and scikit-learn beside it
                                     &&  python generate_fixtures.py recbole > recbole.fixture.json
"""
import json
import sys
import types
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def lcg(seed):
    """x <- (1664525 x + 1013904223) mod 2^32; uniform in [0, 1)."""
    x = seed
    while True:
        x = (1664525 * x + 1013904223) % 2**32
        yield x / 2**32


def made_up(seed, users, items, ties):
    """Rows (user, item, target, score), pairs of a train set, item features; train and rows do not meet."""
    u = lcg(seed)
    draw = lambda n: int(next(u) * n)
    rows, train = [], []
    for user in range(1, users + 1):
        order = sorted(range(1, items + 1), key=lambda _: next(u))
        length, seen = 3 + draw(12), 2 + draw(8)
        for item in order[:length]:
            liked = next(u) < 0.35 and user % 5 != 0
            score = draw(6) / 2 if ties else round(next(u) * 4 + 0.5, 6)
            rows.append([user, item, (1 + draw(5)) if liked else 0, score])
        for item in order[length:length + seen]:
            train.append([user, item])
    rows = [row for _, row in sorted(((next(u), row) for row in rows), key=lambda pair: pair[0])]
    features = [[item] + [draw(3) for _ in range(4)] for item in range(1, items + 1)]
    return rows, train, features


CASES = [
    ("distinct scores", made_up(11, 30, 40, False)),
    ("tied scores", made_up(12, 25, 30, True)),
    ("few users", made_up(13, 4, 12, False)),
]
KS = [1, 3, 5, 10]


def clean(value):
    if value is None:
        return None
    value = float(value)
    return value if np.isfinite(value) else None


def evidently_case(rows, train, features, min_rel_score, no_feedback_users):
    import pandas as pd
    from sklearn.metrics import pairwise_distances
    from evidently.legacy.calculations.recommender_systems import collect_dataset
    from evidently.legacy.metrics.recsys.diversity import DiversityMetric
    from evidently.legacy.metrics.recsys.f_beta_top_k import FBetaTopKMetric
    from evidently.legacy.metrics.recsys.hit_rate_k import HitRateKMetric
    from evidently.legacy.metrics.recsys.mrr import MRRKMetric
    from evidently.legacy.metrics.recsys.ndcg_k import NDCGKMetric
    from evidently.legacy.metrics.recsys.novelty import NoveltyMetric
    from evidently.legacy.metrics.recsys.personalisation import PersonalizationMetric
    from evidently.legacy.metrics.recsys.popularity_bias import PopularityBias
    from evidently.legacy.metrics.recsys.precision_recall_k import PrecisionRecallCalculation
    from evidently.legacy.metrics.recsys.scores_distribution import ScoreDistribution
    from evidently.legacy.metrics.recsys.serendipity import SerendipityMetric
    from evidently.legacy.pipeline.column_mapping import RecomType

    score = RecomType.SCORE
    df = pd.DataFrame(rows, columns=["user", "item", "target", "prediction"])
    seen = pd.DataFrame(train, columns=["user", "item"])
    stats = seen.groupby("item")["user"].nunique()
    names = ["f0", "f1", "f2", "f3"]
    feats = pd.DataFrame(features, columns=["item"] + names)
    dist = pairwise_distances(feats[names], metric="cosine")
    index = {item: at for at, item in enumerate(feats["item"])}
    binary = lambda no_feedback, bin_data: collect_dataset(
        df["user"], df["target"], df["prediction"], score, min_rel_score, no_feedback, bin_data)

    top = PrecisionRecallCalculation(10, min_rel_score).get_precision_and_recall_dict(binary(True, True), 10)
    suffix = "_include_no_feedback" if no_feedback_users else ""
    out = {name: [clean(v) for v in top[name + suffix]] for name in ("precision", "recall", "map", "mar")}
    for beta in (1.0, 2.0):
        metric = FBetaTopKMetric(k=5, beta=beta)
        out[f"f{int(beta)}"] = [clean(v) for v in metric.fbeta(out["precision"], out["recall"])]
    graded = binary(no_feedback_users, False)
    out["ndcg"] = [clean(v) for v in NDCGKMetric(k=5).calculate_ndcg(graded, 5)]
    flat = binary(no_feedback_users, True)
    max_k = min(flat["preds"].max(), 10)
    out["mrr"] = [clean(v) for v in MRRKMetric(k=5).get_values(flat, max_k)]
    out["hitRate"] = [clean(v) for v in HitRateKMetric(k=5).get_values(flat, max_k)]

    for k in (3, 5):
        def diversity():
            try:
                return DiversityMetric(k=k, item_features=names).get_ild(df, k, score, "user", "item", "prediction", dist, index)[1]
            except ZeroDivisionError:
                return None
        pop = PopularityBias(k=k)
        ranked = df.copy()
        ranked["prediction"] = ranked.groupby("user")["prediction"].transform("rank", ascending=False)
        out[f"at{k}"] = {
            "diversity": clean(diversity()),
            "novelty": clean(NoveltyMetric(k=k).get_miuf(df, k, score, "user", "item", "prediction", stats / seen["user"].nunique())[1]),
            "serendipity": clean(SerendipityMetric(k=k, item_features=names).get_serendipity(
                k, df, score, seen, dist, "prediction", "target", "user", "item", index, min_rel_score)[1]),
            "personalization": clean(PersonalizationMetric(k=k).get_diversity(df, "user", "item", "prediction", k, score)[0]),
            "arp": clean(pop.get_apr(k, ranked, stats, False, "prediction", "user", "item")[0]),
            "arpNormalised": clean(pop.get_apr(k, ranked, stats, True, "prediction", "user", "item")[0]),
            "coverage": clean(pop.get_coverage(k, ranked, stats, "prediction", "item")),
            "gini": clean(pop.get_gini(k, ranked, "prediction", "item")),
            "scoreEntropy": clean(ScoreDistribution(k=k).get_distr(df.copy(), "user", "prediction")[2]),
        }
    return out


def evidently():
    import evidently as library
    import pandas
    options = [(None, False), (None, True), (3, False)]
    return {
        "versions": {"evidently": library.__version__, "pandas": pandas.__version__, "numpy": np.__version__},
        "cases": [
            {"title": title, "rows": rows, "train": train, "features": features,
             "expected": [{"minRelScore": s, "noFeedbackUsers": n, **evidently_case(rows, train, features, s, n)} for s, n in options]}
            for title, (rows, train, features) in CASES
        ],
    }


def evidently_bias():
    import evidently as library
    import pandas as pd
    from evidently.legacy.metrics.recsys.item_bias import ItemBiasMetric
    from evidently.legacy.metrics.recsys.user_bias import UserBiasMetric
    from evidently.legacy.pipeline.column_mapping import ColumnMapping
    from evidently.legacy.report import Report

    def told(distribution):
        return {"x": np.array(distribution.x).tolist(), "y": np.array(distribution.y).tolist()}

    def case(title, rows, train, features, kind, item_value, user_value):
        of_item, of_user = ({f[0]: item_value(f) for f in features}, {u: user_value(u) for u in range(1, 31)})
        df = pd.DataFrame(rows, columns=["user", "item", "target", "prediction"])
        seen = pd.DataFrame(train, columns=["user", "item"])
        for table in (df, seen):
            table["of_item"], table["of_user"] = table["item"].map(of_item), table["user"].map(of_user)
        names = ["of_item", "of_user"]
        mapping = ColumnMapping(target="target", prediction="prediction", user_id="user", item_id="item", recommendations_type="score",
                                numerical_features=[] if kind == "category" else names,
                                categorical_features=names if kind == "category" else [])
        metrics = {"item3": ItemBiasMetric(k=3, column_name="of_item"), "item5": ItemBiasMetric(k=5, column_name="of_item"),
                   "user": UserBiasMetric(column_name="of_user")}
        Report(metrics=list(metrics.values())).run(reference_data=None, current_data=df, column_mapping=mapping,
                                                   additional_data={"current_train_data": seen})
        results = {name: metric.get_result() for name, metric in metrics.items()}
        return {"title": f"{title}, {kind}", "kind": kind, "rows": [[u, i, s] for u, i, _, s in rows], "train": train,
                "itemValues": list(of_item.items()), "userValues": list(of_user.items()),
                "expected": {name: {"recommended": told(one.current_distr), "train": told(one.current_train_distr)}
                             for name, one in results.items()}}

    kinds = [
        ("category", lambda f: f[1], lambda user: user % 4),
        ("integer", lambda f: 1990 + f[1] + f[2], lambda user: 18 + user * 7 % 50),
        ("number", lambda f: round(f[1] * 0.37 + f[0] / 7 + 3 ** f[4], 6), lambda user: round((user % 9) ** 2 / 7, 6)),
    ]
    return {"versions": {"evidently": library.__version__, "pandas": pd.__version__, "numpy": np.__version__},
            "cases": [case(title, *data, *kind) for title, data in CASES for kind in kinds]}


def recommenders():
    import pandas as pd
    import recommenders as library
    from recommenders.evaluation import python_evaluation as ev

    def case(title, rows, train, features):
        names = ["userID", "itemID"]
        truth = pd.DataFrame([[u, i, t] for u, i, t, _ in rows if t > 0], columns=names + ["rating"])
        pred = pd.DataFrame([[u, i, s] for u, i, _, s in rows], columns=names + ["prediction"])
        # Films that somebody liked and nobody proposed.
        extra = [[u, 100 + u % 3, 4] for u in sorted(set(truth["userID"])) if u % 4 == 1]
        truth = pd.concat([truth, pd.DataFrame(extra, columns=names + ["rating"])], ignore_index=True)
        seen = pd.DataFrame(train, columns=names)
        vectors = pd.DataFrame({"itemID": [f[0] for f in features],
                                "features": [np.array(f[1:], dtype=float) + 0.25 for f in features]})
        out = {"title": title, "truth": truth.values.tolist(), "predictions": pred.values.tolist(), "train": train,
               "features": [[f[0]] + [v + 0.25 for v in f[1:]] for f in features], "expected": {}}
        expected = out["expected"]
        for k in KS:
            at = {}
            for name, call in (("precision", ev.precision_at_k), ("recall", ev.recall_at_k), ("rPrecision", ev.r_precision_at_k),
                               ("map", ev.map), ("mapAtK", ev.map_at_k)):
                at[name] = clean(call(truth, pred, col_prediction="prediction", k=k))
            for kind in ("binary", "raw", "exp"):
                at[f"ndcg-{kind}"] = clean(ev.ndcg_at_k(truth, pred, col_prediction="prediction", k=k, score_type=kind))
            expected[f"at{k}"] = at
        for name, call in (("rmse", ev.rmse), ("mae", ev.mae), ("rSquared", ev.rsquared), ("explainedVariance", ev.exp_var)):
            expected[name] = clean(call(truth, pred, col_prediction="prediction"))
        reco = pred.sort_values(["userID", "prediction"], ascending=[True, False]).groupby("userID").head(5)[names].copy()
        reco = reco.merge(truth, how="left").rename(columns={"rating": "relevance"})
        reco["relevance"] = (reco["relevance"] > 0).astype(float)
        out["lists"] = reco[names + ["relevance"]].values.tolist()
        pairs = reco[names]
        for measure in ("item_cooccurrence_count", "item_feature_vector"):
            args = dict(train_df=seen, item_feature_df=vectors, item_sim_measure=measure)
            suffix = "Cooccurrence" if measure == "item_cooccurrence_count" else "Features"
            expected["diversity" + suffix] = clean(ev.diversity(reco_df=pairs, **args))
            expected["serendipity" + suffix] = clean(ev.serendipity(reco_df=reco, col_relevance="relevance", **args))
        expected["novelty"] = clean(ev.novelty(seen, pairs))
        expected["catalogCoverage"] = clean(ev.catalog_coverage(seen, pairs))
        expected["distributionalCoverage"] = clean(ev.distributional_coverage(seen, pairs))
        return out

    return {"versions": {"recommenders": library.__version__, "pandas": pd.__version__, "numpy": np.__version__},
            "cases": [case(title, *data) for title, data in CASES]}


def recbole():
    # The metrics need only the shapes of these; neither torch nor a data set is asked anything.
    torch = types.ModuleType("torch")
    torch.Tensor = type("Tensor", (), {})
    sys.modules["torch"] = torch
    utils = types.ModuleType("recbole.utils")
    utils.EvaluatorType = types.SimpleNamespace(RANKING=1, VALUE=2)
    import scipy.stats
    import sklearn.metrics
    np.float = float
    import importlib.metadata
    import importlib.util
    import os
    root = os.path.dirname(importlib.util.find_spec("recbole").origin)
    sys.modules["recbole.utils"] = utils
    package = types.ModuleType("recbole.evaluator")
    package.__path__ = [os.path.join(root, "evaluator")]
    sys.modules["recbole.evaluator"] = package
    from recbole.evaluator import metrics as m

    config = {"metric_decimal_place": 15, "topk": KS, "tail_ratio": 0.1}
    array = lambda values: types.SimpleNamespace(numpy=lambda: values)

    def case(seed, users, items):
        u = lcg(seed)
        k = max(KS)
        lists = [sorted(range(1, items), key=lambda _: next(u))[:k] for _ in range(users)]
        relevant = []
        for row in lists:
            own = [item for item in row if next(u) < 0.25]
            others = [item for item in range(1, items) if item not in row and next(u) < 0.1]
            relevant.append(own + others or [row[-1]])
        counts = {item: int(next(u) * next(u) * 60) + 1 for item in range(1, items)}
        scores = [round(0.02 + 0.96 * int(next(u) * 20) / 20, 6) for _ in range(60)]
        labels = [int(next(u) < score) for score in scores]
        groups = [int(next(u) * 6) for _ in scores]
        hits = np.array([[item in own for item in row] for row, own in zip(lists, relevant)])
        lengths = np.array([len(own) for own in relevant])
        out = {}
        for name, metric in (("hit", m.Hit), ("mrr", m.MRR), ("precision", m.Precision)):
            out[name] = metric(config).metric_info(hits).mean(axis=0).tolist()
        for name, metric in (("map", m.MAP), ("recall", m.Recall), ("ndcg", m.NDCG)):
            out[name] = metric(config).metric_info(hits, lengths).mean(axis=0).tolist()
        matrix = np.array(lists)
        data = {"rec.items": array(matrix), "data.num_items": items, "data.count_items": counts}
        for name, metric, key in (("itemCoverage", m.ItemCoverage, "itemcoverage"), ("shannonEntropy", m.ShannonEntropy, "shannonentropy"),
                                  ("averagePopularity", m.AveragePopularity, "averagepopularity"), ("giniIndex", m.GiniIndex, "giniindex"),
                                  ("tailPercentage", m.TailPercentage, "tailpercentage")):
            told = metric(config).calculate_metric(data)
            out[name] = {f"at{k}": float(told[f"{key}@{k}"]) for k in KS}
        y, p = np.array(labels), np.array(scores)
        out["auc"] = clean(m.AUC(config).metric_info(p, y))
        out["logLoss"] = clean(m.LogLoss(config).metric_info(p, y))
        out["mae"] = clean(m.MAE(config).metric_info(p, y))
        out["rmse"] = clean(m.RMSE(config).metric_info(p, y))
        # What RecBole's collector gives GAUC: for each user the sum of the positives' mean ranks, and two counts.
        told = []
        for group in sorted(set(groups)):
            own = np.array(groups) == group
            ranks = scipy.stats.rankdata(-p[own], method="average")
            told.append([ranks[y[own] == 1].sum(), own.sum(), y[own].sum()])
        told = np.array(told)
        out["gauc"] = clean(m.GAUC(config).metric_info(told[:, 0], told[:, 1], told[:, 2]))
        return {"itemCount": items, "lists": lists, "relevant": relevant, "counts": [[i, c] for i, c in counts.items()],
                "scores": scores, "labels": labels, "groups": groups, "expected": out}

    return {"versions": {"recbole": importlib.metadata.version("recbole"), "numpy": np.__version__},
            "cases": [case(21, 12, 40), case(22, 5, 15), case(23, 40, 200)]}


print(json.dumps({"evidently": evidently, "evidently_bias": evidently_bias, "recommenders": recommenders, "recbole": recbole}[sys.argv[1]]()))
