/** Tests of the settings. They know no server. */
@NullMarked
package dev.postern.app.settings;

import org.jspecify.annotations.NullMarked;
