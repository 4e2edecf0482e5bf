import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/** The work of benchmarks/forms.py in JavaRosa: FORM ROUNDS ANSWERS WARM_UP; one line a row: name, milliseconds;
 * `results` are sums that tell whether the work was the same. */
public class JavaRosa {
    private static byte[] source;
    private static FormDef form;
    private static FormEntryModel model;
    private static FormEntryController controller;

    public static void main(String[] args) throws Exception {
        new XFormsModule().registerModule();
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        source = Files.readAllBytes(Paths.get(args[0]));
        int rounds = Integer.parseInt(args[1]);
        int answers = Integer.parseInt(args[2]);
        int warmUp = Integer.parseInt(args[3]);
        List<Double> loads = new ArrayList<>();
        for (int n = 0; n < 2 * rounds; n++) {
            double spent = timed(() -> open());
            if (n >= rounds) {
                loads.add(spent);
            }
        }
        say("load", loads);
        for (int members : new int[] {20, 158}) {
            open();
            fill(members);
            answer(warmUp, members, 1);
            say("answer." + members, answer(answers, members, 7));
        }
        List<Double> results = new ArrayList<>();
        results.add(number("adults"));
        results.add(number("oldest"));
        List<Double> added = new ArrayList<>();
        List<Double> deleted = new ArrayList<>();
        List<Double> created = new ArrayList<>();
        for (int n = 0; n < rounds; n++) {
            open();
            added.add(fill(158));
            find(FormEntryController.EVENT_REPEAT, "/data/m", 0);
            FormIndex first = model.getFormIndex();
            deleted.add(timed(() -> controller.deleteRepeat(first)));
            open();
            created.add(timed(() -> {
                form.setValue(new StringData("158"), field("k"), true);
                walk();
            }));
        }
        results.add((double) form.getMainInstance().getRoot().getChildMultiplicity("c"));
        say("results", results);
        say("add_row.158", added);
        say("delete_first.158", deleted);
        say("create.158", created);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double timed(Work work) throws Exception {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e6;
    }

    private static void say(String name, List<Double> times) {
        StringBuilder line = new StringBuilder(name);
        for (double one : times) {
            line.append('\t').append(one);
        }
        System.out.println(line);
    }

    private static void open() throws Exception {
        form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(source));
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
        form.initialize(true, new InstanceInitializationFactory());
    }

    /** Rows up to a number; the milliseconds of the last one. */
    private static double fill(int members) throws Exception {
        double last = 0;
        for (int n = 0; n < members; n++) {
            find(FormEntryController.EVENT_PROMPT_NEW_REPEAT, "/data/m", n);
            last = timed(() -> controller.newRepeat());
        }
        return last;
    }

    private static List<Double> answer(int count, int members, int step) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            TreeReference age = TreeReference.rootRef();
            age.add("data", 0);
            age.add("m", n % members);
            age.add("age", 0);
            IntegerData value = new IntegerData(n * step % 90);
            times.add(timed(() -> form.setValue(value, age, true)));
        }
        return times;
    }

    private static TreeReference field(String name) {
        TreeReference found = TreeReference.rootRef();
        found.add("data", 0);
        found.add(name, 0);
        return found;
    }

    private static double number(String name) {
        return Double.parseDouble(form.getMainInstance().resolveReference(field(name)).getValue().uncast().getString());
    }

    private static void find(int event, String path, int row) {
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int at = controller.stepToNextEvent();
        for (; at != FormEntryController.EVENT_END_OF_FORM; at = controller.stepToNextEvent()) {
            TreeReference here = model.getFormIndex().getReference();
            if (at == event && here.toString(false).equals(path) && here.getMultLast() == row) {
                return;
            }
        }
        throw new IllegalStateException(path + " " + row);
    }

    private static void walk() {
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        while (controller.stepToNextEvent() != FormEntryController.EVENT_END_OF_FORM) {
            continue;
        }
    }
}
