#!/bin/sh
# The main job on the content recommender: judge it, draw it, report it, and see that its redesign passes.
# usage: sh .ci/demo.sh PYCID_LIKE [DIRECTORY]
# The first check has to find something (status 1), everything after it has to succeed (status 0).
set -eu

tool=$1
out=${2:-demo}
design=examples/content_recommender.yaml
redesign=examples/content_recommender_predicted_clicks.yaml
spec=examples/content_recommender_safety.yaml
mkdir -p "$out"

expect() {
    wanted=$1
    shift
    echo
    echo "\$ pycid-like $*"
    status=0
    "$tool" "$@" || status=$?
    if [ "$status" -ne "$wanted" ]; then
        echo "demo failed: pycid-like $1 ended with status $status, expected $wanted" >&2
        exit 1
    fi
}

expect 1 check "$design" --spec "$spec"
expect 0 draw "$design" --spec "$spec" -o "$out/content_recommender.svg"
expect 0 report "$design" --spec "$spec" -o "$out/content_recommender.html"
expect 0 check "$redesign" --spec "$spec"

for made in "$out/content_recommender.svg" "$out/content_recommender.html"; do
    if [ ! -s "$made" ]; then
        echo "demo failed: $made was not written" >&2
        exit 1
    fi
done

echo
echo "Paid for clicks, the recommender has a reason to shift its users' opinions; paid for predicted clicks, it has none."
echo "  picture  $out/content_recommender.svg"
echo "  report   $out/content_recommender.html"
