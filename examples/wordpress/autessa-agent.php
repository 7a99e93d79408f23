<?php
/* Plugin Name: Autessa agent */
add_action('wp_footer', function () {
    printf(
        '<script type="module" src="%s"></script><autessa-agent agent-id="123" token-endpoint="https://relay.example.com/token"></autessa-agent>',
        esc_url(content_url('/autessa/autessa-agent.js'))
    );
});

add_filter('wp_kses_allowed_html', function ($tags, $context) {
    if ($context === 'post') {
        $tags['autessa-agent'] = array_fill_keys(['agent-id', 'token-endpoint', 'layout', 'heading', 'greeting', 'placeholder', 'style'], true);
    }
    return $tags;
}, 10, 2);
