from django.db import migrations, models
from django.db.models import F


def begin_with_publication(apps, schema_editor):
    awards = apps.get_model('clearance', 'Award')
    awards.objects.filter(personal=True, published_at__isnull=False).update(named_since=F('published_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('clearance', '0008_import_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='award',
            name='named_since',
            field=models.DateTimeField(null=True, verbose_name='个人姓名公开起点'),
        ),
        migrations.RunPython(begin_with_publication, migrations.RunPython.noop),
    ]
