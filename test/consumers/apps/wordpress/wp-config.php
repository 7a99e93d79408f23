<?php
define('DB_NAME', 'wordpress');
define('DB_USER', getenv('USER_OF_DATABASE'));
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . __DIR__ . '/../database/socket');
define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', 'http://' . ($_SERVER['HTTP_HOST'] ?? '127.0.0.1'));
define('WP_SITEURL', WP_HOME);
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISABLE_WP_CRON', true);
define('WP_DEBUG_DISPLAY', false);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
