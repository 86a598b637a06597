/**
 * What tests of every package share: the database and a little SQL. It may use anything but the tests themselves. No assertion of a
 * feature belongs here: a rule is read where it is tested.
 */
package dev.silversmith.testing;
