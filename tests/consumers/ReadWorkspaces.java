import com.structurizr.Workspace;
import com.structurizr.dsl.StructurizrDslParser;
import com.structurizr.model.Relationship;
import com.structurizr.model.SoftwareSystem;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Parses workspaces and prints what is in them, one item per line: the file, its software systems with their
 *  identifiers, and the names at the ends of its relationships. */
public class ReadWorkspaces {
    public static void main(String[] files) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String file : files) {
            StructurizrDslParser parser = new StructurizrDslParser();
            parser.parse(new File(file));
            Workspace workspace = parser.getWorkspace();
            if (workspace.getViews().getSystemLandscapeViews().size() != 1) {
                throw new IllegalStateException(file + " has no view");
            }
            out.println("file\t" + file);
            for (SoftwareSystem system : workspace.getModel().getSoftwareSystems()) {
                String identifier = system.getProperties().get("structurizr.dsl.identifier");
                out.println("system\t" + identifier + "\t" + system.getName());
            }
            for (Relationship relationship : workspace.getModel().getRelationships()) {
                String ends = relationship.getSource().getName() + "\t" + relationship.getDestination().getName();
                out.println("relationship\t" + ends);
            }
        }
        out.flush();
    }
}
