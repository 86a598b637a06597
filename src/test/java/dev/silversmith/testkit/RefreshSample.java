package dev.silversmith.testkit;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.RefreshLink.Trigger;
import dev.silversmith.core.plan.DatabaseFacts;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.plan.ViewFacts;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A random catalog and request with refreshes, and what the definition says of their order. View number 3 is {@code s.p3v}: ties with
 * procedures are broken by name.
 *
 * @param plan the catalog and request without refreshes
 * @param links at most one of a procedure and a view
 * @param disabled the views that are not refreshed
 * @param reads reads[reader] has the views it reads; itself may be among them
 */
public record RefreshSample(PlanSample plan, List<Link> links, Set<Integer> disabled, List<Set<Integer>> reads) {

    private static final int VIEWS = 3;

    /** A link of a procedure to a view. */
    public record Link(int procedure, int view, Trigger trigger, int sequence, boolean blocking) {}

    /**
     * A unit by definition.
     *
     * @param members none of a refresh
     * @param view -1 of anything else
     */
    public record Node(Set<Integer> members, int view) {

        boolean isRefresh() {
            return view >= 0;
        }

        private boolean isSingle(PlanSample plan) {
            return members.size() == 1 && plan.groups().get(members.iterator().next()) < 0;
        }

        /** Of a refresh or of a procedure without a group. */
        private int tie() {
            return isRefresh() ? 2 * view + 1 : 2 * members.iterator().next();
        }
    }

    /** Samples whose catalog is valid, but for what its refreshes bring in. */
    public static Arbitrary<RefreshSample> any(int maxProcedures) {
        return PlanSample.valid(maxProcedures).flatMap(plan -> Combinators.combine(
                        links(plan.graph().nodes()),
                        Arbitraries.integers().between(0, VIEWS * 2).set().ofMaxSize(1),
                        Arbitraries.integers()
                                .between(0, VIEWS - 1)
                                .set()
                                .ofMaxSize(1)
                                .list()
                                .ofSize(VIEWS))
                .as((links, disabled, reads) -> new RefreshSample(plan, links, disabled, reads)));
    }

    /** None as often as some. */
    private static Arbitrary<List<Link>> links(int procedures) {
        Arbitrary<Link> link = Combinators.combine(
                        Arbitraries.integers().between(0, procedures - 1),
                        Arbitraries.integers().between(0, VIEWS - 1),
                        Arbitraries.of(Trigger.class),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(true, false, false))
                .as(Link::new);
        return Arbitraries.oneOf(
                Arbitraries.just(List.of()),
                link.list().ofMinSize(1).ofMaxSize(6).uniqueElements(one -> one.procedure() * VIEWS + one.view()));
    }

    public static QualifiedName viewName(int view) {
        return new QualifiedName("s", "p" + view + "v");
    }

    public Catalog catalog() {
        return shuffled(new Random(0));
    }

    /** The same catalog, its entries added in another order. */
    public Catalog shuffled(Random random) {
        List<Integer> procedures =
                new ArrayList<>(IntStream.range(0, plan.graph().nodes()).boxed().toList());
        List<Link> order = new ArrayList<>(links);
        Collections.shuffle(procedures, random);
        Collections.shuffle(order, random);
        List<ProcedureBuilder> builders = plan.procedures();
        order.forEach(link -> builders.get(link.procedure())
                .refreshes(viewName(link.view()).toString(), link.trigger(), link.sequence(), link.blocking()));
        CatalogBuilder catalog = CatalogBuilder.aCatalog();
        procedures.forEach(procedure -> catalog.with(builders.get(procedure)));
        disabled.forEach(view -> catalog.disabledTarget(viewName(view).toString()));
        return plan.withGroups(catalog).build();
    }

    public PlanRequest request() {
        return plan.request();
    }

    /** What the database says, iterated in reverse order if that is wanted. */
    public DatabaseFacts facts(boolean reversed) {
        Map<QualifiedName, ViewFacts> views = new HashMap<>();
        Map<QualifiedName, Duration> durations = new HashMap<>();
        for (int view = 0; view < VIEWS; view++) {
            TreeSet<QualifiedName> read = reads.get(view).stream()
                    .map(RefreshSample::viewName)
                    .collect(Collectors.toCollection(TreeSet::new));
            views.put(viewName(view), new ViewFacts(ViewFacts.Kind.MATERIALIZED_VIEW, read, view != 1));
            if (view != 2) {
                durations.put(viewName(view), Duration.ofMillis(expectedMs(new Node(Set.of(), view))));
            }
        }
        Map<QualifiedName, Signature> signatures = Signatures.fitting(plan.catalog());
        return reversed
                ? new DatabaseFacts(
                        reversed(signatures), reversed(views), reversed(plan.expected()), reversed(durations))
                : new DatabaseFacts(signatures, views, plan.expected(), durations);
    }

    private static <T> Map<QualifiedName, T> reversed(Map<QualifiedName, T> map) {
        Map<QualifiedName, T> reversed = new TreeMap<>(Comparator.reverseOrder());
        reversed.putAll(map);
        return reversed;
    }

    public long expectedMs(Node node) {
        return node.isRefresh()
                ? node.view() == 2 ? 1000 : 500 + node.view() * 3000
                : node.members().stream().mapToLong(PlanSample::expectedMs).sum();
    }

    /** The links that count: of views that are refreshed, and of the given procedures. */
    private Stream<Link> active(Set<Integer> procedures) {
        return links.stream().filter(link -> !disabled.contains(link.view()) && procedures.contains(link.procedure()));
    }

    private Set<Integer> planned() {
        return active(plan.selected()).map(Link::view).collect(Collectors.toSet());
    }

    /** The units, in the order that breaks ties: first what has a group, then the others and the refreshes by name. */
    public List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        plan.units().forEach(unit -> nodes.add(new Node(unit, -1)));
        planned().forEach(view -> nodes.add(new Node(Set.of(), view)));
        nodes.sort(Comparator.comparing((Node node) -> isTied(node))
                .thenComparing(
                        (left, right) -> isTied(left) && isTied(right) ? Integer.compare(left.tie(), right.tie()) : 0));
        return nodes;
    }

    private boolean isTied(Node node) {
        return node.isRefresh() || node.isSingle(plan);
    }

    /** The unit with this name. */
    public Node node(String name) {
        if (name.startsWith("refresh:")) {
            return new Node(Set.of(), number(QualifiedName.parse(name.substring("refresh:".length()))));
        }
        return new Node(
                name.startsWith("group:")
                        ? plan.selected().stream()
                                .filter(member ->
                                        name.equals("group:g" + plan.groups().get(member)))
                                .collect(Collectors.toSet())
                        : Set.of(PlanSample.number(QualifiedName.parse(name))),
                -1);
    }

    private static int number(QualifiedName view) {
        return Integer.parseInt(view.name().substring(1, 2));
    }

    /** The order of the units, with an arrow for every pair of a dimension unit and a fact unit. */
    public NaiveOrder order() {
        return order(
                nodes(),
                (before, after) -> dependsOn(after, before)
                        || (plan.holds(before.members(), Kind.DIMENSION) && plan.holds(after.members(), Kind.FACT)));
    }

    private static NaiveOrder order(List<Node> nodes, BiPredicate<Node, Node> arrow) {
        NaiveOrder order = new NaiveOrder(nodes.size());
        for (int a = 0; a < nodes.size(); a++) {
            for (int b = 0; b < nodes.size(); b++) {
                if (a != b && arrow.test(nodes.get(a), nodes.get(b))) {
                    order.edge(a, b);
                }
            }
        }
        return order;
    }

    /** Whether a unit names another one as one that it depends on. */
    public boolean dependsOn(Node after, Node before) {
        if (after.isRefresh() && before.isRefresh()) {
            return reads.get(after.view()).contains(before.view()) || isNextInSequence(before.view(), after.view());
        }
        if (after.isRefresh()) {
            return active(before.members()).anyMatch(link -> link.view() == after.view());
        }
        Set<Integer> children = after.members();
        return before.isRefresh()
                ? active(plan.selected())
                        .filter(link -> link.view() == before.view() && link.blocking())
                        .filter(link -> !children.contains(link.procedure()))
                        .anyMatch(link -> children.stream().anyMatch(child -> plan.isParent(link.procedure(), child)))
                : before.members().stream()
                        .anyMatch(parent -> children.stream().anyMatch(child -> plan.isParent(parent, child)));
    }

    /** Whether some procedure's sequence puts one view before another with none of its views between them. */
    private boolean isNextInSequence(int before, int after) {
        return plan.selected().stream().anyMatch(procedure -> {
            Set<Integer> own = active(Set.of(procedure)).map(Link::view).collect(Collectors.toSet());
            IntUnaryOperator sequence = view -> sequence(procedure, view);
            return own.containsAll(Set.of(before, after))
                    && sequence.applyAsInt(before) < sequence.applyAsInt(after)
                    && own.stream()
                            .map(sequence::applyAsInt)
                            .noneMatch(between ->
                                    sequence.applyAsInt(before) < between && between < sequence.applyAsInt(after));
        });
    }

    /** The largest sequence of a procedure's views that are this one or come before it because it reads them. */
    private int sequence(int procedure, int view) {
        return active(Set.of(procedure))
                .filter(link -> link.view() == view || readsAtLast(view, link.view()))
                .mapToInt(Link::sequence)
                .max()
                .orElseThrow();
    }

    private boolean readsAtLast(int reader, int view) {
        NaiveOrder order = new NaiveOrder(VIEWS);
        for (int after : planned()) {
            reads.get(after).stream().filter(planned()::contains).forEach(before -> order.edge(before, after));
        }
        return order.precedes(view, reader);
    }

    /** Procedures, then views. */
    private List<Node> catalogNodes() {
        List<Node> nodes = new ArrayList<>();
        IntStream.range(0, plan.graph().nodes()).forEach(procedure -> nodes.add(new Node(Set.of(procedure), -1)));
        IntStream.range(0, VIEWS).forEach(view -> nodes.add(new Node(Set.of(), view)));
        return nodes;
    }

    /** The order of the whole catalog: no selection, no groups, and nobody knows what the views read. */
    public NaiveOrder catalogOrder() {
        Set<Integer> all = IntStream.range(0, plan.graph().nodes()).boxed().collect(Collectors.toSet());
        List<Set<Integer>> nothing = Collections.nCopies(VIEWS, Set.of());
        PlanSample whole =
                new PlanSample(plan.graph(), plan.kinds(), plan.groups(), all, TransactionScope.PER_PROCEDURE);
        RefreshSample blind = new RefreshSample(whole, links, disabled, nothing);
        return order(
                catalogNodes(),
                (before, after) -> blind.dependsOn(after, before)
                        || (plan.holds(before.members(), Kind.DIMENSION) && plan.holds(after.members(), Kind.FACT)));
    }

    /** The places of a path's names in {@link #catalogOrder()}. */
    public List<Integer> inCatalogOrder(List<String> names) {
        return names.stream().map(name -> catalogNodes().indexOf(node(name))).toList();
    }
}
