<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>WordPress</title><?php wp_head(); ?></head>
<body>
<p id="said"></p>
<?php while (have_posts()) { the_post(); the_content(); } ?>
<script>
  document.addEventListener('autessa-message', ({ message }) => {
    if (message.role === 'agent') document.querySelector('#said').textContent = message.text;
  });
</script>
<?php wp_footer(); ?>
</body>
</html>
