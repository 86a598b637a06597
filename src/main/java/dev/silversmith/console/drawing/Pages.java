package dev.silversmith.console.drawing;

import java.util.List;

/**
 * What is shown of a list that is too long for one drawing.
 *
 * @param items those that are shown
 * @param first the number of the first of them, from 1
 * @param total how many there are in all
 * @param page from 1
 */
public record Pages<T>(List<T> items, int first, int total, int page) {

    public Pages {
        items = List.copyOf(items);
    }

    /**
     * One page of a list.
     *
     * @param wanted a page's number; anything else is the first page, and what lies beyond the end is the last
     */
    static <T> Pages<T> of(List<T> all, int size, String wanted) {
        int last = Math.max(1, (all.size() + size - 1) / size);
        int page = Math.min(last, number(wanted));
        int from = (page - 1) * size;
        return new Pages<>(all.subList(from, Math.min(all.size(), from + size)), from + 1, all.size(), page);
    }

    private static int number(String wanted) {
        return wanted != null && wanted.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(wanted) : 1;
    }

    public int last() {
        return first + items.size() - 1;
    }

    public boolean isCut() {
        return items.size() < total;
    }

    boolean hasNext() {
        return last() < total;
    }
}
