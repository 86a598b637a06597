package dev.silversmith.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of PromQL that the alerts and the dashboard use, read by recursive descent: an expression that it takes is one that Prometheus
 * takes. Names and labels are looked up among those that are served.
 */
final class PromQl {

    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(\"(?:[^\"\\\\]|\\\\.)*\")|(\\[\\d+[smhdwy]\\])|(\\d+(?:\\.\\d+)?)|([a-zA-Z_:][a-zA-Z0-9_:]*)|(==|!=|=~|!~|>=|<=|[-+*/%^<>=(){},]))");
    private static final Set<String> AGGREGATIONS = Set.of("sum", "max", "min", "avg", "count", "topk");
    private static final Set<String> OF_RANGES = Set.of("increase", "rate");
    private static final Set<String> FUNCTIONS = Set.of("time", "absent", "abs", "clamp_min");
    private static final Set<String> OPERATORS =
            Set.of("+", "-", "*", "/", "%", "^", "==", "!=", ">", "<", ">=", "<=", "and", "or", "unless");

    private final List<String> tokens = new ArrayList<>();
    private final Map<String, Set<String>> served;
    private final Set<String> names = new TreeSet<>();
    private final Set<String> grouped = new TreeSet<>();
    private final Set<String> known = new TreeSet<>();
    private int place;

    /** What is wrong. */
    private static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mistake(String what) {
            super(what);
        }
    }

    private PromQl(String text, Map<String, Set<String>> served) {
        this.served = served;
        Matcher token = TOKEN.matcher(text.strip());
        int end = 0;
        while (token.find() && token.start() == end) {
            tokens.add(token.group().strip());
            end = token.end();
        }
        if (end != text.strip().length()) {
            throw new Mistake("cannot be read from: " + text.strip().substring(end));
        }
    }

    /** The names of metrics in an expression. */
    static Set<String> names(String text) {
        PromQl expression = new PromQl(text, null);
        expression.whole();
        return expression.names;
    }

    /** What is wrong with an expression, given the labels of each name; empty if nothing. */
    static List<String> mistakes(String text, Map<String, Set<String>> served) {
        try {
            new PromQl(text, served).whole();
            return List.of();
        } catch (Mistake mistake) {
            return List.of(mistake.getMessage());
        }
    }

    private void whole() {
        expression();
        if (place < tokens.size()) {
            throw new Mistake("more than an expression: " + peek());
        }
        if (served != null && !known.containsAll(grouped)) {
            throw new Mistake("groups by %s, but there is only %s".formatted(grouped, known));
        }
    }

    private String peek() {
        return place < tokens.size() ? tokens.get(place) : "the end";
    }

    private boolean took(String token) {
        boolean is = peek().equals(token);
        place += is ? 1 : 0;
        return is;
    }

    private void take(String token) {
        if (!took(token)) {
            throw new Mistake("expected %s, found %s".formatted(token, peek()));
        }
    }

    private void expression() {
        operand();
        while (OPERATORS.contains(peek())) {
            place++;
            operand();
        }
    }

    private void operand() {
        String token = peek();
        place++;
        if (token.equals("(")) {
            expression();
            take(")");
        } else if (AGGREGATIONS.contains(token)) {
            aggregation(token);
        } else if (OF_RANGES.contains(token)) {
            take("(");
            selector();
            if (!peek().startsWith("[")) {
                throw new Mistake(token + " needs a range");
            }
            place++;
            take(")");
        } else if (FUNCTIONS.contains(token)) {
            take("(");
            if (!token.equals("time")) {
                expression();
            }
            take(")");
        } else if (!token.matches("\\d.*")) {
            place--;
            selector();
        }
    }

    private void aggregation(String name) {
        boolean by = took("by");
        if (by || took("without")) {
            take("(");
            do {
                grouped.add(label());
            } while (took(","));
            take(")");
        }
        take("(");
        if (name.equals("topk")) {
            expression();
            take(",");
        }
        expression();
        take(")");
    }

    private void selector() {
        String name = label();
        if (served != null && !served.containsKey(name)) {
            throw new Mistake("is not served: " + name);
        }
        names.add(name);
        Set<String> labels = served == null ? Set.of() : served.get(name);
        known.addAll(labels);
        if (took("{") && !took("}")) {
            do {
                String label = label();
                if (served != null && !labels.contains(label)) {
                    throw new Mistake("%s has no label %s".formatted(name, label));
                }
                String operator = peek();
                place++;
                if (!Set.of("=", "!=", "=~", "!~").contains(operator) || !peek().startsWith("\"")) {
                    throw new Mistake("no text is compared with " + label);
                }
                place++;
            } while (took(","));
            take("}");
        }
    }

    private String label() {
        String token = peek();
        if (!token.matches("[a-zA-Z_:][a-zA-Z0-9_:]*") || OPERATORS.contains(token)) {
            throw new Mistake("expected a name, found " + token);
        }
        place++;
        return token;
    }
}
