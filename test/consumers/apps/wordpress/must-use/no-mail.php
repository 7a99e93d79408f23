<?php
/* Nobody is written to. */
function wp_mail() {
    return true;
}
