<?php
/* Installs WordPress into an empty database. Prints a password for each role, as JSON. */
define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => '127.0.0.1', 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_URI' => '/'];
require __DIR__ . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Site', 'administrator', 'administrator@example.com', true, '', 'not-secret');
switch_theme('bare');
update_option('active_plugins', ['autessa-agent.php']);
$passwords = [];
foreach (['administrator', 'editor', 'author'] as $role) {
    $id = username_exists($role) ?: wp_insert_user(['user_login' => $role, 'user_pass' => 'not-secret', 'user_email' => "$role@example.com", 'role' => $role]);
    [$passwords[$role]] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'test']);
}
echo "\n", json_encode(['version' => get_bloginfo('version'), 'passwords' => $passwords]);
