/**
 * From plan to batch job: one step per stage, in order, and a closing step. It knows the plan and the JDK's XML writer. The batch runtime does
 * not come in: the text is plain JSR-352 and can be read and tested without one.
 */
package dev.silversmith.jsl;
