# What is served, in the folder that is named: the page, and the files for voice as docs/frameworks.md copies them.
set -e
ln -sfn "$1" public
cp index.html public
mkdir -p public/autessa && cp -r node_modules/autessa-agent/dist/voice public/autessa/voice
