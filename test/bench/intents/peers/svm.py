"""scikit-learn: character and word TF-IDF, linear SVM. Reads {"train": [[text, label]], "texts": [text]}, writes what it measured."""
import json
import pickle
import re
import sys
import time
import unicodedata

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

TIMED = 300


def fold(text):
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


data = json.load(sys.stdin)
started = time.perf_counter()
features = make_union(
    TfidfVectorizer(preprocessor=fold, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
    TfidfVectorizer(preprocessor=fold, ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+"),
)
x = features.fit_transform([t for t, _ in data["train"]])
svm = LinearSVC(C=0.5).fit(x, [label for _, label in data["train"]])
seconds = time.perf_counter() - started

times = []
for text in data["texts"][:TIMED]:
    t = time.perf_counter()
    svm.decision_function(features.transform([text]))
    times.append((time.perf_counter() - t) * 1e6)
times.sort()
scores = svm.decision_function(features.transform(data["texts"]))
best = scores.argmax(axis=1)
answers = [{"label": str(svm.classes_[b]), "outside": -float(scores[i][b])} for i, b in enumerate(best)]
json.dump({"answers": answers, "bytes": len(pickle.dumps((features, svm))), "trainSeconds": seconds,
           "p50": times[len(times) // 2], "p99": times[int(len(times) * 0.99)]}, sys.stdout)
