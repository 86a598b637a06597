package dev.silversmith.console;

import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** The search of the top bar: whoever writes the number or the id of a run gets there, everybody else to the list of runs with their text. */
@WebServlet("/console/search")
public class SearchServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient RunQueries queries;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String text = Optional.ofNullable(request.getParameter("q"))
                .map(String::strip)
                .orElse("");
        Address found = RunAddress.find(queries, text)
                .map(RunView::number)
                .map(number -> Address.of("/console/run").with("id", Long.toString(number)))
                .orElseGet(() -> Address.of("/console/runs").with("q", text));
        response.sendRedirect(request.getContextPath() + found);
    }
}
