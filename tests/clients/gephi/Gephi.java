import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.File;
import java.util.logging.LogManager;
import org.gephi.graph.api.Column;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.Element;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Node;
import org.gephi.graph.api.types.IntervalSet;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.gephi.project.api.Workspace;
import org.openide.util.Lookup;

/**
 * What Gephi has of graph files after a plain import: the importer that it takes for the name of the file, its default
 * processor, and nothing chosen by hand. Prints JSON, an array with an object for each file: the `description` of the
 * workspace, the `issues` of the import, `nodes` and `edges`, each with its columns by their titles.
 */
public final class Gephi {
    public static void main(String[] files) throws Exception {
        LogManager.getLogManager().reset();
        JsonArray read = new JsonArray();
        for (String file : files) {
            read.add(read(new File(file)));
        }
        System.out.println(read);
        System.exit(0); // the controllers leave threads behind
    }

    private static JsonObject read(File file) throws Exception {
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        projects.newProject();
        Workspace workspace = projects.getCurrentWorkspace();
        ImportController imports = Lookup.getDefault().lookup(ImportController.class);
        Container container = imports.importFile(file);
        imports.process(container, new DefaultProcessor(), workspace);
        GraphModel model = Lookup.getDefault().lookup(GraphController.class).getGraphModel(workspace);

        JsonArray issues = new JsonArray(), nodes = new JsonArray(), edges = new JsonArray();
        container.getReport().getIssues(10_000).forEachRemaining(issue -> issues.add(issue.getMessage()));
        for (Node node : model.getGraph().getNodes()) {
            nodes.add(columns(node, model));
        }
        for (Edge edge : model.getGraph().getEdges()) {
            JsonObject columns = columns(edge, model);
            columns.addProperty("Source", edge.getSource().getId().toString());
            columns.addProperty("Target", edge.getTarget().getId().toString());
            columns.addProperty("Directed", edge.isDirected());
            columns.addProperty("Kind", String.valueOf(edge.getTypeLabel()));
            edges.add(columns);
        }
        JsonObject found = new JsonObject();
        found.addProperty("description", workspace.getWorkspaceMetadata().getDescription());
        found.add("issues", issues);
        found.add("nodes", nodes);
        found.add("edges", edges);
        return found;
    }

    private static JsonObject columns(Element element, GraphModel model) {
        JsonObject columns = new JsonObject();
        for (Column column : element.getAttributeColumns()) {
            Object value = element.getAttribute(column);
            if (value instanceof Boolean) {
                columns.addProperty(column.getTitle(), (Boolean) value);
            } else if (value instanceof Number) {
                columns.addProperty(column.getTitle(), (Number) value);
            } else if (value instanceof IntervalSet) {
                columns.addProperty(column.getTitle(), ((IntervalSet) value).toString(model.getTimeFormat()));
            } else if (value != null) {
                columns.addProperty(column.getTitle(), value.toString());
            }
        }
        return columns;
    }
}
