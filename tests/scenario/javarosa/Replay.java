import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.model.utils.DateUtils;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/** Fills forms in JavaRosa on request: one tab-separated command a line, one JSON object a line in answer. */
public class Replay {
    private static FormDef form;
    private static FormEntryModel model;
    private static FormEntryController controller;

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        System.setOut(System.err);
        new XFormsModule().registerModule();
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] command = line.split("\t", -1);
            StringBuilder answer = new StringBuilder("{");
            try {
                carryOut(command);
                walk();
                Map<String, String> shown = walk();
                state(form.getMainInstance().getRoot(), shown, answer);
                answer.append(",\"xml\":").append(quoted(submission()));
            } catch (Throwable error) {
                answer = new StringBuilder("{\"error\":").append(quoted(String.valueOf(error)));
            }
            out.println(answer.append("}"));
        }
    }

    private static void carryOut(String[] command) throws Exception {
        switch (command[0]) {
            case "form":
                form = XFormUtils.getFormFromInputStream(new FileInputStream(command[1]));
                model = new FormEntryModel(form);
                controller = new FormEntryController(model);
                form.initialize(true, new InstanceInitializationFactory());
                break;
            case "set":
                TreeReference target = reference(command[1]);
                TreeElement element = (TreeElement) form.getMainInstance().resolveReference(target);
                form.setValue(typed(element, command[2]), target, true);
                break;
            case "add":
                find(FormEntryController.EVENT_PROMPT_NEW_REPEAT, reference(command[1]), true);
                controller.newRepeat();
                break;
            case "remove":
                find(FormEntryController.EVENT_REPEAT, reference(command[1]), false);
                controller.deleteRepeat(model.getFormIndex());
                break;
            case "language":
                form.getLocalizer().setLocale(command[1]);
                break;
            default:
                throw new IllegalArgumentException(command[0]);
        }
    }

    /** Step to an event at a reference; for a new row only the parent's positions count. */
    private static void find(int event, TreeReference wanted, boolean isRange) {
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int at = controller.stepToNextEvent();
        for (; at != FormEntryController.EVENT_END_OF_FORM; at = controller.stepToNextEvent()) {
            TreeReference here = model.getFormIndex().getReference();
            boolean same = isRange
                ? here.genericize().toString().equals(wanted.genericize().toString())
                    && here.getParentRef().toString().equals(wanted.getParentRef().toString())
                : here != null && here.toString().equals(wanted.toString());
            if (at == event && same) {
                return;
            }
        }
        throw new IllegalStateException("no such place");
    }

    /** What a view shows of every question: label and choices, by path. Counted rows come into being and choices that
     * are filtered out leave the answer when somebody walks by, so the second walk sees the form at rest. */
    private static Map<String, String> walk() {
        Map<String, String> shown = new HashMap<>();
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int at = controller.stepToNextEvent();
        for (; at != FormEntryController.EVENT_END_OF_FORM; at = controller.stepToNextEvent()) {
            if (at == FormEntryController.EVENT_QUESTION) {
                FormEntryPrompt prompt = model.getQuestionPrompt();
                TreeReference place = model.getFormIndex().getReference();
                shown.put(path(form.getMainInstance().resolveReference(place)), words(prompt));
            }
        }
        return shown;
    }

    private static String words(FormEntryPrompt prompt) {
        StringBuilder out = new StringBuilder(quoted(String.valueOf(prompt.getQuestionText()))).append(",[");
        List<SelectChoice> choices = prompt.getSelectChoices();
        for (int i = 0; choices != null && i < choices.size(); i++) {
            SelectChoice choice = choices.get(i);
            out.append(i > 0 ? ",[" : "[").append(quoted(choice.getValue())).append(",");
            out.append(quoted(prompt.getSelectChoiceText(choice))).append("]");
        }
        return out.append("]").toString();
    }

    private static String submission() throws Exception {
        return new String(new XFormSerializingVisitor().serializeInstance(form.getMainInstance()), "UTF-8");
    }

    private static TreeReference reference(String path) {
        TreeReference found = TreeReference.rootRef();
        for (String step : path.substring(1).split("/")) {
            int bracket = step.indexOf('[');
            int row = bracket < 0 ? 0 : Integer.parseInt(step.substring(bracket + 1, step.length() - 1)) - 1;
            found.add(bracket < 0 ? step : step.substring(0, bracket), row);
        }
        return found;
    }

    private static IAnswerData typed(TreeElement element, String text) {
        if (text.isEmpty()) {
            return null;
        }
        switch (element.getDataType()) {
            case Constants.DATATYPE_INTEGER:
                return new IntegerData(Integer.parseInt(text));
            case Constants.DATATYPE_DECIMAL:
                return new DecimalData(Double.parseDouble(text));
            case Constants.DATATYPE_CHOICE:
                return new SelectOneData(new Selection(text));
            case Constants.DATATYPE_MULTIPLE_ITEMS:
                List<Selection> chosen = new ArrayList<>();
                for (String one : text.split(" ")) {
                    chosen.add(new Selection(one));
                }
                return new MultipleItemsData(chosen);
            case Constants.DATATYPE_DATE:
                return new DateData(DateUtils.parseDate(text));
            default:
                return new StringData(text);
        }
    }

    private static void state(TreeElement element, Map<String, String> shown, StringBuilder out) {
        if (element.getMult() == TreeReference.INDEX_TEMPLATE) {
            return;
        }
        IAnswerData value = element.getValue();
        String path = path(element);
        out.append(out.length() > 1 ? "," : "").append(quoted(path)).append(":[");
        out.append(quoted(value == null ? "" : value.uncast().getString())).append(",");
        out.append(element.isRelevant()).append(",").append(!element.isEnabled()).append(",");
        out.append(element.isRequired()).append(",");
        out.append(value == null || form.evaluateConstraint(element.getRef(), value));
        out.append(shown.containsKey(path) ? "," + shown.get(path) : "").append("]");
        for (int i = 0; i < element.getNumChildren(); i++) {
            state(element.getChildAt(i), shown, out);
        }
    }

    private static String path(TreeElement element) {
        String found = "";
        for (Object at = element; at instanceof TreeElement && ((TreeElement) at).getName() != null; ) {
            TreeElement here = (TreeElement) at;
            String row = here.isRepeatable() ? "[" + (here.getMult() + 1) + "]" : "";
            found = "/" + here.getName() + row + found;
            at = here.getParent();
        }
        return found;
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 32) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
