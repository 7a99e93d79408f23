const { resolve } = require('node:path');
const { container } = require('webpack');

module.exports = {
  mode: 'production',
  context: __dirname,
  entry: {},
  performance: { hints: false },
  output: { path: resolve('dist/chat'), publicPath: 'auto', uniqueName: 'chat' },
  plugins: [new container.ModuleFederationPlugin({ name: 'chat', filename: 'remote.js', exposes: { './widget': './widget.js' }, shared: ['lit'] })],
};
