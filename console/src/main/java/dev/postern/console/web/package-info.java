/**
 * What all pages share: who is signed in, what may be asked of the Admin API in his name, how a
 * page is drawn and a form is read. It must not know any one screen.
 */
@NullMarked
package dev.postern.console.web;

import org.jspecify.annotations.NullMarked;
