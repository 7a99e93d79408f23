const { resolve } = require('node:path');
const { container } = require('webpack');

module.exports = {
  mode: 'production',
  context: __dirname,
  entry: './main.js',
  performance: { hints: false },
  output: { path: resolve('dist/shop'), publicPath: '/shop/', uniqueName: 'shop' },
  plugins: [new container.ModuleFederationPlugin({ name: 'shop', remotes: { chat: 'chat@/chat/remote.js' }, shared: ['lit'] })],
};
