import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/** Fills a form in, as ODK Collect lets somebody who answers by lot: FORM COUNT FOLDER. */
public class Filling {
    private final Random lot;

    private Filling(int seed) {
        lot = new Random(seed);
    }

    public static void main(String[] arguments) throws Exception {
        new XFormsModule().registerModule();
        for (int number = 0; number < Integer.parseInt(arguments[1]); number++) {
            byte[] filled = new Filling(number).fill(arguments[0], number);
            Files.write(Path.of(arguments[2], number + ".xml"), filled);
        }
    }

    private byte[] fill(String form, int number) throws Exception {
        FormDef definition = XFormUtils.getFormFromFormXml(form, null);
        FormEntryModel model = new FormEntryModel(definition);
        FormEntryController controller = new FormEntryController(model);
        definition.initialize(true, new InstanceInitializationFactory());
        String[] languages = definition.getLocalizer().getAvailableLocales();
        controller.setLanguage(languages[number % languages.length]);
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            if (event == FormEntryController.EVENT_QUESTION) {
                answer(controller, model.getQuestionPrompt());
            }
            event = controller.stepToNextEvent();
        }
        controller.finalizeFormEntry();
        return new XFormSerializingVisitor().serializeInstance(definition.getInstance());
    }

    private void answer(FormEntryController controller, FormEntryPrompt asked) {
        String name = asked.getIndex().getReference().getNameLast();
        asked.getLongText();
        if (asked.isReadOnly() || name.startsWith("survey.declined")) {
            return;
        }
        if (controller.answerQuestion(chosen(asked), true) != FormEntryController.ANSWER_OK) {
            throw new IllegalStateException(name);
        }
    }

    private IAnswerData chosen(FormEntryPrompt asked) {
        if (asked.getControlType() == Constants.CONTROL_SELECT_ONE) {
            List<SelectChoice> choices = asked.getSelectChoices();
            boolean isYesOrNo = choices.size() == 2;
            int place = isYesOrNo && lot.nextInt(8) > 0 ? 0 : lot.nextInt(choices.size());
            return new SelectOneData(new Selection(choices.get(place)));
        }
        if (asked.getControlType() == Constants.CONTROL_SELECT_MULTI) {
            return new MultipleItemsData(several(asked.getSelectChoices()));
        }
        boolean isNumber = asked.getDataType() == Constants.DATATYPE_DECIMAL;
        return isNumber ? new DecimalData(41.5) : new StringData("some words");
    }

    /** One or two of the choices, or a way of declining alone. */
    private List<Selection> several(List<SelectChoice> choices) {
        List<Selection> found = new ArrayList<>();
        int first = lot.nextInt(choices.size());
        found.add(new Selection(choices.get(first)));
        if (first + 3 < choices.size() && lot.nextBoolean()) {
            found.add(new Selection(choices.get(first + 1)));
        }
        return found;
    }
}
