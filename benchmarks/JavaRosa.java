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

/** The work of benchmarks/forms.py in JavaRosa: FORM LIST_FORM ROUNDS ANSWERS WARM_ROUNDS WARM_ANSWERS KEYS; one line a
 * row: name, milliseconds; `results` are sums that tell whether the work was the same. What is timed has run
 * WARM_ROUNDS or WARM_ANSWERS times before. */
public class JavaRosa {
    private static byte[] source;
    private static FormDef form;
    private static FormEntryModel model;
    private static FormEntryController controller;

    public static void main(String[] args) throws Exception {
        new XFormsModule().registerModule();
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        source = Files.readAllBytes(Paths.get(args[0]));
        int rounds = Integer.parseInt(args[2]);
        int answers = Integer.parseInt(args[3]);
        int warmRounds = Integer.parseInt(args[4]);
        int warmUp = Integer.parseInt(args[5]);
        List<Double> loads = new ArrayList<>();
        for (int n = 0; n < warmRounds + rounds; n++) {
            double spent = timed(() -> open());
            if (n >= warmRounds) {
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
        for (int done = 0; done < warmRounds; ) {
            open();
            fill(158);
            for (int left = 158; left > 0 && done < warmRounds; left--, done++) {
                deleteFirst();
            }
        }
        for (int n = 0; n < warmRounds + rounds; n++) {
            open();
            double spent = timed(() -> {
                form.setValue(new StringData("158"), field("k"), true);
                walk();
            });
            if (n >= warmRounds) {
                created.add(spent);
            }
        }
        results.add((double) form.getMainInstance().getRoot().getChildMultiplicity("c"));
        for (int n = 0; n < rounds; n++) {
            open();
            added.add(fill(158));
            deleted.add(deleteFirst());
        }
        say("add_row.158", added);
        say("delete_first.158", deleted);
        say("create.158", created);
        source = Files.readAllBytes(Paths.get(args[1]));
        open();
        List<Double> lookups = new ArrayList<>();
        int keys = Integer.parseInt(args[6]);
        for (int n = -warmUp; n < keys; n++) {
            StringData key = new StringData("k" + (Math.abs(n) * 37L % 50000));
            double spent = timed(() -> form.setValue(key, field("key"), true));
            if (n >= 0) {
                lookups.add(spent);
            }
        }
        String found = form.getMainInstance().resolveReference(field("found")).getValue().uncast().getString();
        results.add(Double.parseDouble(found.substring(1)));
        say("lookup.50000", lookups);
        say("results", results);
    }

    private static double deleteFirst() throws Exception {
        find(FormEntryController.EVENT_REPEAT, "/data/m", 0);
        FormIndex first = model.getFormIndex();
        return timed(() -> controller.deleteRepeat(first));
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
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        for (int n = 0; n < members; n++) {
            seek(FormEntryController.EVENT_PROMPT_NEW_REPEAT, "/data/m", n);
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
        seek(event, path, row);
    }

    /** Go on from here. */
    private static void seek(int event, String path, int row) {
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
