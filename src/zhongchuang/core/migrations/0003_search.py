import django.db.models.deletion
from django.db import migrations, models

from zhongchuang.core.search.dialects import dialect_of


def install_grams(apps, schema_editor):
    dialect_of(schema_editor.connection).install(schema_editor.connection)


def remove_grams(apps, schema_editor):
    dialect_of(schema_editor.connection).uninstall(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_rate_windows'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='种类')),
                ('key', models.CharField(max_length=200, verbose_name='标识')),
                ('group', models.CharField(blank=True, db_index=True, max_length=120, verbose_name='随谁更新')),
                ('audience', models.CharField(blank=True, max_length=40, verbose_name='给谁看')),
                ('title_folded', models.TextField(verbose_name='标题（归一）')),
                ('heading_folded', models.TextField(verbose_name='小标题（归一）')),
                ('place', models.CharField(blank=True, max_length=12, verbose_name='地区')),
                ('year', models.PositiveSmallIntegerField(null=True, verbose_name='年份')),
                ('day', models.DateField(null=True, verbose_name='日期')),
                ('until', models.DateField(null=True, verbose_name='至')),
                ('text_weight', models.PositiveSmallIntegerField(default=1, verbose_name='正文分量')),
                ('rank', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('standing', models.PositiveSmallIntegerField(default=0, verbose_name='效力')),
                ('digest', models.CharField(max_length=64, verbose_name='内容摘要')),
                ('index_version', models.PositiveSmallIntegerField(verbose_name='索引版本')),
            ],
            options={
                'verbose_name': '检索条目',
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='core_search_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='core.searchentry')),
                ('title', models.TextField(verbose_name='标题')),
                ('title_en', models.TextField(blank=True, verbose_name='英文标题')),
                ('heading', models.TextField(blank=True, verbose_name='小标题')),
                ('context', models.TextField(blank=True, verbose_name='出处')),
                ('text', models.TextField(blank=True, verbose_name='正文')),
                ('text_en', models.TextField(blank=True, verbose_name='英文正文')),
                ('folded', models.TextField(verbose_name='全部文字（归一）')),
            ],
            options={
                'verbose_name': '检索文字',
            },
        ),
        migrations.CreateModel(
            name='SearchLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, verbose_name='分面')),
                ('value', models.CharField(max_length=40, verbose_name='值')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='core.searchentry')),
            ],
            options={
                'verbose_name': '检索标签',
                'indexes': [models.Index(fields=['name', 'value'], name='core_search_label')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'name', 'value'), name='core_search_label_once')],
            },
        ),
        migrations.RunPython(install_grams, remove_grams),
    ]
