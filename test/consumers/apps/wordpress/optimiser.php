<?php
/*
 * Does what plugins do that make pages faster, the rough way: all classic scripts become one file, which is deferred,
 * and modules are held back until somebody moves, or for a second. It stands in for those that WordPress.org offers.
 */
add_action('template_redirect', function () {
    ob_start(function ($page) {
        $combined = '';
        $page = preg_replace_callback('~<script\b([^>]*)>(.*?)</script>~s', function ($found) use (&$combined) {
            [$all, $attributes, $text] = $found;
            if (preg_match('~\btype=["\'](?!module|text/javascript)~', $attributes)) return $all;
            $hasSource = preg_match('~\bsrc=["\']([^"\']+)["\']~', $attributes, $source);
            if (strpos($attributes, 'module') !== false) {
                return $hasSource ? '<script type="delayed" data-src="' . $source[1] . '"></script>' : $all;
            }
            $file = $hasSource ? ABSPATH . ltrim(parse_url($source[1], PHP_URL_PATH), '/') : '';
            if ($hasSource && !is_file($file)) return $all;
            $combined .= ($hasSource ? file_get_contents($file) : $text) . ";\n";
            return '';
        }, $page);
        $combined .= <<<'JS'
        const wake = () => {
          for (const held of document.querySelectorAll('script[type=delayed]')) {
            const script = document.createElement('script');
            script.type = 'module';
            script.src = held.dataset.src;
            held.replaceWith(script);
          }
        };
        for (const type of ['mousemove', 'keydown', 'touchstart', 'scroll']) addEventListener(type, wake, { once: true });
        setTimeout(wake, 1000);
        JS;
        file_put_contents(WP_CONTENT_DIR . '/combined.js', $combined);
        return str_replace('</body>', '<script defer src="' . content_url('/combined.js') . '"></script></body>', $page);
    });
});
